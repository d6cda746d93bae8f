#include "sandbox/teams/card_text.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace carillon::sandbox {
namespace {

class line_reader {
 public:
  explicit line_reader(std::string_view line) : rest_(line) {}

  std::vector<shown_run> read() {
    while (!rest_.empty()) {
      if (rest_[0] == '\\' && rest_.size() > 1) {
        plain_ += rest_[1];
        rest_.remove_prefix(2);
      } else if (!take_style("**", style_.is_bold) && !take_style("__", style_.is_bold) &&
                 !take_style("*", style_.is_italic) && !take_style("_", style_.is_italic) && !take_link()) {
        const bool is_double = rest_.starts_with("**") || rest_.starts_with("__");
        plain_ += rest_.substr(0, is_double ? 2 : 1);
        rest_.remove_prefix(is_double ? 2 : 1);
      }
    }
    finish();
    return std::move(runs_);
  }

 private:
  bool take_style(std::string_view mark, bool& style) {
    if (!rest_.starts_with(mark)) return false;
    const auto behind = rest_.substr(mark.size());
    if (mark.size() == 1 && behind.starts_with(mark)) return false;  // of a double one that marks nothing
    const bool is_opened = !behind.empty() && behind[0] != ' ' && behind.find(mark) != behind.npos;
    if (!style && !is_opened) return false;
    finish();
    style = !style;
    rest_ = behind;
    return true;
  }
  bool take_link() {
    const auto middle = rest_.find("](");
    const auto end = rest_.find(')', middle == rest_.npos ? middle : middle + 2);
    if (rest_[0] != '[' || middle == rest_.npos || end == rest_.npos) return false;
    finish();
    auto run = style_;
    run.text = rest_.substr(1, middle - 1);
    run.link = rest_.substr(middle + 2, end - middle - 2);
    runs_.push_back(std::move(run));
    rest_.remove_prefix(end + 1);
    return true;
  }
  void finish() {
    if (plain_.empty()) return;
    auto run = style_;
    run.text = std::exchange(plain_, {});
    runs_.push_back(std::move(run));
  }

  std::string_view rest_;
  std::string plain_;
  shown_run style_;
  std::vector<shown_run> runs_;
};

}  // namespace

std::vector<shown_block> read_card_text(std::string_view text) {
  std::vector<shown_block> blocks;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const bool is_item = line.starts_with("- ") || line.starts_with("* ");
    if (is_item) line.remove_prefix(2);
    blocks.push_back({is_item ? block_kind::item : block_kind::paragraph, line_reader(line).read()});
  }
  return blocks;
}

}  // namespace carillon::sandbox
