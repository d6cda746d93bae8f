#include "providers/spliced_text.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::providers {

spliced_text::placeholders::placeholders() : nonce_(hex_encode(random_string(16))) {}

std::string spliced_text::placeholders::operator()(splice what) const {
  return nonce_ + static_cast<char>('0' + static_cast<int>(what));
}

std::size_t spliced_text::placeholders::final_size(std::string_view text,
                                                   const sizes& by_splice) const noexcept {
  std::size_t bytes = text.size();
  const std::size_t own_size = nonce_.size() + 1;
  for (auto mark = text.find(nonce_); mark != text.npos; mark = text.find(nonce_, mark + own_size)) {
    const auto kind = static_cast<std::size_t>(text[mark + nonce_.size()] - '0');
    bytes += by_splice[kind] - own_size;
  }
  return bytes;
}

spliced_text::spliced_text(const json& document, const placeholders& marks) {
  const std::string text = dump_json(document);
  std::string* current = &head_;
  std::size_t from = 0;
  for (;;) {
    const std::size_t mark = text.find(marks.nonce_, from);
    if (mark == std::string::npos) break;
    const std::size_t kind_at = mark + marks.nonce_.size();
    const auto kind = static_cast<splice>(text[kind_at] - '0');
    const bool is_whole_value = kind == splice::badge;  // the quotes around the placeholder go as well
    current->assign(text, from, mark - from - (is_whole_value ? 1 : 0));
    from = kind_at + 1 + (is_whole_value ? 1 : 0);
    pieces_.push_back({kind, {}});
    current = &pieces_.back().text;
  }
  current->assign(text, from);
  fixed_bytes_ = head_.size();
  for (const piece& each : pieces_) fixed_bytes_ += each.text.size();
}

void spliced_text::append_to(std::string& out, const values& by_splice) const {
  out += head_;
  for (const piece& next : pieces_) {
    out += by_splice[static_cast<std::size_t>(next.before)];
    out += next.text;
  }
}

std::size_t spliced_text::size(const values& by_splice) const noexcept {
  std::size_t bytes = fixed_bytes_;
  for (const piece& each : pieces_) bytes += by_splice[static_cast<std::size_t>(each.before)].size();
  return bytes;
}

std::size_t spliced_text::size(const sizes& by_splice) const noexcept {
  std::size_t bytes = fixed_bytes_;
  for (const piece& each : pieces_) bytes += by_splice[static_cast<std::size_t>(each.before)];
  return bytes;
}

}  // namespace carillon::providers
