#include "providers/plain_markdown.hpp"

#include <algorithm>

namespace carillon::providers {
namespace {

constexpr std::string_view no_break_space = "\xc2\xa0";
constexpr std::size_t longest_entity = 32;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Of a word: letters of other scripts are bytes beyond ASCII.
bool is_word(char c) noexcept {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_punctuation(char c) noexcept {
  return c > ' ' && c < 0x7f && !is_word(c);
}

/// "&amp;", "&#38;": what follows the ampersand.
bool is_entity(std::string_view rest) noexcept {
  const auto end = rest.substr(0, longest_entity).find(';');
  if (end == rest.npos || end == 0) return false;
  return std::ranges::all_of(rest.substr(0, end), [](char c) { return c == '#' || is_word(c); });
}

/// One that would mean something between these neighbours (0: none).
bool is_mark(std::string_view line, std::size_t at) noexcept {
  const char before = at == 0 ? '\0' : line[at - 1];
  const char after = at + 1 < line.size() ? line[at + 1] : '\0';
  switch (line[at]) {
    case '*':
    case '`':
    case '[':
    case ']':
    case '<':
      return true;
    case '_':  // within a word it is none, and addresses are full of them
      return !is_word(before) || !is_word(after);
    case '~':
      return before == '~' || after == '~';
    case '\\':
      return after == '\0' || is_punctuation(after);
    case '&':
      return is_entity(line.substr(at + 1));
    default:
      return false;
  }
}

/// Of a line's beginning, past its white space: where the mark of a heading, list, quote or rule stands.
std::size_t mark_of_block(std::string_view line) noexcept {
  const auto ends_at = [&](std::size_t at) {
    return at >= line.size() || line[at] == ' ' || line[at] == '\t';
  };
  if (line.starts_with('>') || line.starts_with("--")) return 0;
  if ((line.starts_with('-') || line.starts_with('+')) && ends_at(1)) return 0;
  if (line.starts_with('#') && ends_at(line.find_first_not_of('#'))) return 0;
  const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
  const bool is_number = digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
  return is_number && ends_at(digits + 1) ? digits : line.npos;
}

void append_line(std::string& out, std::string_view line) {
  const auto indent = std::min(line.find_first_not_of(" \t"), line.size());
  for (std::size_t each = 0; each < indent; ++each) out += no_break_space;
  line.remove_prefix(indent);
  const auto block = mark_of_block(line);
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at == block || is_mark(line, at)) out += '\\';
    out += line[at];
  }
}

}  // namespace

std::string as_markdown(std::string_view plain) {
  std::string out;
  out.reserve(plain.size() + plain.size() / 8);
  while (!plain.empty()) {
    const auto end = std::min(plain.find_first_of("\r\n"), plain.size());
    if (end > 0) {
      if (!out.empty()) out += "\n\n";
      append_line(out, plain.substr(0, end));
    }
    plain.remove_prefix(std::min(end + 1, plain.size()));
  }
  return out;
}

}  // namespace carillon::providers
