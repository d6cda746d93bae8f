#include "sandbox/slack/mrkdwn.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace carillon::sandbox {
namespace {

/// The three entities there are.
std::string unescaped(std::string_view text) {
  constexpr std::pair<std::string_view, char> entities[]{{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
  std::string out;
  while (!text.empty()) {
    const auto* const found =
        std::ranges::find_if(entities, [&](const auto& each) { return text.starts_with(each.first); });
    const bool is_entity = found != std::end(entities);
    out += is_entity ? found->second : text[0];
    text.remove_prefix(is_entity ? found->first.size() : 1);
  }
  return out;
}

bool is_letter(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

class line_reader {
 public:
  explicit line_reader(std::string_view line) : line_(line) {}

  std::vector<shown_run> read() {
    for (at_ = 0; at_ < line_.size();) {
      if (line_[at_] == '<' && take_link()) continue;
      if (line_[at_] == '`' && take_code()) continue;
      if (bool* const style = style_of(line_[at_]); style != nullptr && is_mark(*style)) {
        finish();
        *style = !*style;
        ++at_;
        continue;
      }
      plain_ += line_[at_++];
    }
    finish();
    return std::move(runs_);
  }

 private:
  bool* style_of(char c) noexcept {
    if (c == '*') return &style_.is_bold;
    if (c == '_') return &style_.is_italic;
    return c == '~' ? &style_.is_struck : nullptr;
  }
  /// Opens before a word where another closes behind one; closes behind one.
  bool is_mark(bool is_open) const noexcept {
    const char before = at_ == 0 ? ' ' : line_[at_ - 1];
    const char after = at_ + 1 < line_.size() ? line_[at_ + 1] : ' ';
    if (is_open) return before != ' ' && !is_letter(after);
    return after != ' ' && !is_letter(before) && line_.find(line_[at_], at_ + 2) != line_.npos;
  }
  bool take_link() {
    const auto end = line_.find('>', at_);
    if (end == line_.npos) return false;
    const auto inside = line_.substr(at_ + 1, end - at_ - 1);
    const auto bar = std::min(inside.find('|'), inside.size());
    const auto target = inside.substr(0, bar);
    const auto words = inside.substr(std::min(bar + 1, inside.size()));
    finish();
    auto run = style_;
    const bool is_mention = target.starts_with('@') || target.starts_with('#') || target.starts_with('!');
    run.text = unescaped(words.empty() ? target : words);
    if (!is_mention) run.link = unescaped(target);
    runs_.push_back(std::move(run));
    at_ = end + 1;
    return true;
  }
  bool take_code() {
    const auto end = line_.find('`', at_ + 1);
    if (end == line_.npos || end == at_ + 1) return false;
    finish();
    auto run = style_;
    run.is_code = true;
    run.text = unescaped(line_.substr(at_ + 1, end - at_ - 1));
    runs_.push_back(std::move(run));
    at_ = end + 1;
    return true;
  }
  void finish() {
    if (plain_.empty()) return;
    auto run = style_;
    run.text = unescaped(plain_);
    plain_.clear();
    runs_.push_back(std::move(run));
  }

  std::string_view line_;
  std::size_t at_ = 0;
  std::string plain_;
  shown_run style_;
  std::vector<shown_run> runs_;
};

shown_block read_line(std::string_view line) {
  for (const std::string_view mark : {"&gt; ", "&gt;", "> "}) {
    if (line.starts_with(mark)) return {block_kind::quote, read_mrkdwn_line(line.substr(mark.size()))};
  }
  for (const std::string_view mark : {"• ", "- "}) {
    if (line.starts_with(mark)) return {block_kind::item, read_mrkdwn_line(line.substr(mark.size()))};
  }
  return {block_kind::paragraph, read_mrkdwn_line(line)};
}

}  // namespace

std::vector<shown_run> read_mrkdwn_line(std::string_view line) {
  return line_reader(line).read();
}

std::vector<shown_block> read_mrkdwn(std::string_view text) {
  constexpr std::string_view fence = "```";
  std::vector<shown_block> blocks;
  while (!text.empty()) {
    if (text.starts_with(fence)) {
      const auto end = text.find(fence, fence.size());
      if (end != text.npos) {
        auto inside = text.substr(fence.size(), end - fence.size());
        if (inside.starts_with('\n')) inside.remove_prefix(1);
        blocks.push_back({block_kind::preformatted, {{.text = unescaped(inside)}}});
        text.remove_prefix(end + fence.size());
        continue;
      }
    }
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) blocks.push_back(read_line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return blocks;
}

}  // namespace carillon::sandbox
