#include "providers/email/json_form.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::providers::email {

json_form::marks::marks() : nonce_("hole-" + hex_encode(random_string(16)) + '-') {}

/// Two digits: the length of a mark is fixed.
std::string json_form::marks::text(std::size_t hole, char kind) const {
  return nonce_ + kind + static_cast<char>('0' + hole / 10) + static_cast<char>('0' + hole % 10);
}

json_form::json_form(const json& document, const marks& placed) {
  const auto text = dump_json(document);
  const auto& nonce = placed.nonce_;
  std::string* into = &head_;
  std::size_t from = 0;
  for (auto at = text.find(nonce); at != std::string::npos; at = text.find(nonce, from)) {
    const bool is_whole = text[at + nonce.size()] == 'w';
    const auto digits = at + nonce.size() + 1;
    const auto digit = [&](std::size_t place) { return static_cast<std::size_t>(text[place] - '0'); };
    const auto hole = digit(digits) * 10 + digit(digits + 1);
    into->append(text, from, at - from - (is_whole ? 1 : 0));
    from = digits + 2 + (is_whole ? 1 : 0);
    into = &pieces_.emplace_back(hole, std::string()).text;
  }
  into->append(text, from);
}

void json_form::append_to(std::string& out, std::span<const std::string_view> by_hole) const {
  out += head_;
  for (const auto& each : pieces_) out.append(by_hole[each.hole]).append(each.text);
}

std::size_t json_form::fixed_bytes() const noexcept {
  auto bytes = head_.size();
  for (const auto& each : pieces_) bytes += each.text.size();
  return bytes;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

}  // namespace carillon::providers::email
