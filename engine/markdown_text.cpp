#include "engine/markdown_text.hpp"

namespace carillon::engine {
namespace {

constexpr std::size_t longest_label = 1000;
constexpr std::size_t longest_target = 4000;
constexpr std::string_view marks = "\\`*_{}[]()#+-.!>~|";

bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n';
}
bool is_word(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/// Length of a line's leading marks: headings, quotes, fences' whole line, bullets kept.
std::size_t leading_marks(std::string_view line) noexcept {
  std::size_t at = 0;
  while (at < line.size() && at < 3 && line[at] == ' ') ++at;
  std::size_t level = 0;
  while (at + level < line.size() && line[at + level] == '#') ++level;
  if (level >= 1 && level <= 6 && at + level < line.size() && line[at + level] == ' ') return at + level + 1;
  if (at < line.size() && line[at] == '>')
    return at + 1 + (at + 1 < line.size() && line[at + 1] == ' ' ? 1 : 0);
  return 0;
}

class stripper {
 public:
  explicit stripper(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size()) {
      if (is_line_start_ && take_line_start()) continue;
      if (at_ < text_.size()) take_one();  // a heading's marks may be all there is: "# "
    }
    return std::move(out_);
  }

 private:
  bool take_line_start() {
    is_line_start_ = false;
    const auto rest = text_.substr(at_);
    const auto line = rest.substr(0, rest.find('\n'));
    if (line.starts_with("```") || line.starts_with("~~~")) {
      at_ += line.size() < rest.size() ? line.size() + 1 : line.size();
      is_line_start_ = true;
      is_fenced_ = !is_fenced_;
      return true;
    }
    if (!is_fenced_) at_ += leading_marks(line);
    return false;
  }

  void take_one() {
    const char c = text_[at_];
    if (c == '\n') is_line_start_ = true;
    if (!is_fenced_) {
      if (c == '\\' && at_ + 1 < text_.size() && marks.find(text_[at_ + 1]) != std::string_view::npos) {
        out_ += text_[at_ + 1];
        at_ += 2;
        return;
      }
      if (c == '!' && at_ + 1 < text_.size() && text_[at_ + 1] == '[' && take_link(at_ + 1)) return;
      if (c == '[' && take_link(at_)) return;
      if (c == '`') return take_code();
      if (c == '*' || c == '_' || c == '~') return take_emphasis(c);
    }
    out_ += c;
    ++at_;
  }

  /// "[text](target)": the text, itself stripped.
  bool take_link(std::size_t bracket) {
    // Windows, as CommonMark has them for labels: hostile text must not cost its length squared.
    const auto close = find_within("](", bracket, longest_label);
    if (close == std::string_view::npos) return false;
    const auto label = text_.substr(bracket + 1, close - bracket - 1);
    if (label.find('\n') != std::string_view::npos || label.find('[') != std::string_view::npos) return false;
    const auto end = find_within(")", close, longest_target);
    if (end == std::string_view::npos) return false;
    out_ += stripper(label).inner();
    at_ = end + 1;
    return true;
  }

  std::size_t find_within(std::string_view what, std::size_t from, std::size_t length) const noexcept {
    const auto found = text_.substr(from, length).find(what);
    return found == std::string_view::npos ? found : from + found;
  }

  std::string inner() {
    is_line_start_ = false;
    return run();
  }

  /// The run of one mark that begins here.
  std::string_view run_at(std::size_t from) const noexcept {
    const auto end = text_.find_first_not_of(text_[from], from);
    return text_.substr(from, end == std::string_view::npos ? end : end - from);
  }

  /// A span between runs of equally many ticks; else the ticks are text.
  void take_code() {
    const auto ticks = run_at(at_);
    const auto close = find_within(ticks, at_ + ticks.size(), longest_target);
    if (close == std::string_view::npos) {
      out_ += ticks;
      at_ += ticks.size();
    } else {
      out_ += text_.substr(at_ + ticks.size(), close - at_ - ticks.size());
      at_ = close + ticks.size();
    }
  }

  void take_emphasis(char mark) {
    const auto run = run_at(at_);
    if (!is_emphasis(mark, run.size())) out_ += run;
    at_ += run.size();
  }

  /// A run of marks is emphasis when it touches a word on one side only ("*word", "word*") or stands between
  /// words as asterisks do; underscores inside a word and marks between spaces are text.
  bool is_emphasis(char mark, std::size_t length) {
    if (mark == '~' && length != 2) return false;
    const char before = at_ == 0 ? ' ' : text_[at_ - 1];
    const char after = at_ + length < text_.size() ? text_[at_ + length] : ' ';
    if (is_space(before) && is_space(after)) return false;
    if (mark == '_' && is_word(before) && is_word(after)) return false;
    const bool is_closing = open_[index_of(mark)] > 0 && !is_space(before);
    const bool is_opening =
        !is_space(after) && find_within({&mark, 1}, at_ + length, longest_target) != std::string_view::npos;
    if (!is_closing && !is_opening) return false;
    open_[index_of(mark)] += is_closing ? -1 : 1;
    return true;
  }

  static std::size_t index_of(char mark) noexcept { return mark == '*' ? 0 : mark == '_' ? 1 : 2; }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
  bool is_line_start_ = true;
  bool is_fenced_ = false;
  int open_[3] = {0, 0, 0};  ///< runs of *, _ and ~~ that were opened
};

}  // namespace

std::string strip_markdown(std::string_view text) {
  return stripper(text).run();
}

}  // namespace carillon::engine
