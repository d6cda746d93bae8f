#include "engine/content/markdown_bounds.hpp"

#include <algorithm>
#include <string>

namespace carillon::engine {
namespace {

constexpr std::size_t longest_text = 2 * longest_markdown;

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\r';
}

/// What a line begins with.
struct line_start {
  std::size_t depth = 0;  ///< marks of lists and quotes, and an indentation of two each; 0: no marks
  /// Of an item the line begins with, indented by three at most: its indentation, its mark, its number.
  std::size_t indent = 0;
  char mark = 0;
  bool is_first = false;  ///< a bullet, or number 1: interrupts a paragraph

  bool goes_on_from(const line_start& before) const noexcept {
    return mark != 0 && mark == before.mark && indent == before.indent;
  }
};

line_start start_of(std::string_view line) noexcept {
  line_start out;
  std::size_t marks = 0, columns = 0, digits_from = line.size();
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool has_digits = digits_from < at;
    const bool is_bullet = c == '-' || c == '+' || c == '*';
    const bool is_mark = (is_bullet && !has_digits) || (has_digits && (c == '.' || c == ')'));
    if (c == ' ' || c == '\t') {
      columns += c == '\t' ? 4 : 1;
      digits_from = line.size();
    } else if (c >= '0' && c <= '9') {
      digits_from = std::min(digits_from, at);
    } else if (c == '>') {
      ++marks;
    } else if (is_mark && (at + 1 == line.size() || is_blank(line[at + 1]))) {
      const bool has_words = line.find_first_not_of(" \t\r", at + 1) != std::string_view::npos;
      if (++marks == 1 && columns <= 3 && has_words && line.find('\t') >= at) {
        const auto number = line.substr(columns, at - columns);
        out.indent = columns;
        out.mark = c;
        out.is_first = is_bullet || number == "1";
      }
    } else {
      break;
    }
  }
  out.depth = marks == 0 ? 0 : marks + columns / 2;
  return out;
}

/// What md4c looks up from the start of the paragraph, or up to its end.
bool is_looked_up(char c) noexcept {
  return c == '[' || c == ']' || c == '<' || c == '`';
}

error too_large(const char* what, std::size_t bound) {
  return error(errc::too_large, "the Markdown has more than " + std::to_string(bound) + ' ' + what);
}

}  // namespace

result<void> check_markdown(std::string_view text) {
  if (text.size() > longest_text) return too_large("bytes with the places of its values", longest_text);
  std::size_t done = 0, bytes = 0, marks = 0;  // of paragraphs before, and of what may be one paragraph
  line_start before;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto start = start_of(line);
    if (start.depth > deepest_markdown)
      return too_large("lists and quotes inside each other", deepest_markdown);
    // Other lines may go on with the paragraph above, so they are taken to.
    if (std::ranges::all_of(line, is_blank) || start.is_first || start.goes_on_from(before)) {
      done += bytes * marks;
      bytes = marks = 0;
    }
    before = start;
    bytes += line.size() + 1;
    marks += static_cast<std::size_t>(std::ranges::count_if(line, is_looked_up));
    if (done + bytes * marks > most_lookups)
      return too_large("bytes times marks of links and code in its paragraphs", most_lookups);
  }
  return {};
}

}  // namespace carillon::engine
