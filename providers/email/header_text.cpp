#include "providers/email/header_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "providers/email/encoded_word.hpp"
#include "providers/text_cluster.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_line = 76;
constexpr std::size_t longest_plain_word = 900;  // a line has at most 998, and a word is not folded
constexpr std::size_t longest_name = 255;

bool is_control(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// No word of it is too long for a line.
bool is_foldable(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > longest_plain_word) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

/// RFC 5322 3.2.3 with inner spaces.
bool is_atoms(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) {
    return c == ' ' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
  });
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

bool looks_like_address(std::string_view name) noexcept {
  return name.find('@') != std::string_view::npos;
}

std::string without_invisible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto c = take_code_point(text);
    if (!is_invisible(c)) append_code_point(out, c);
  }
  return out;
}

void cut(std::string& text, std::size_t most_bytes) {
  if (text.size() > most_bytes) text.resize(cluster_boundary(text, most_bytes));
  while (text.ends_with(' ')) text.pop_back();
}

}  // namespace

bool is_invisible(char32_t c) noexcept {
  return is_control(c) || c == 0xad || c == 0x61c || c == 0x200b || c == 0x200e || c == 0x200f ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

std::string one_line(std::string_view text, std::size_t most_bytes) {
  std::string out;
  bool is_gap = false;
  while (!text.empty() && out.size() <= most_bytes) {
    const auto c = take_code_point(text);
    if (is_control(c) || (c == ' ' && out.empty())) {
      is_gap = !out.empty();
      continue;
    }
    if (is_gap && c != ' ' && !out.ends_with(' ')) out += ' ';
    is_gap = false;
    append_code_point(out, c);
  }
  cut(out, most_bytes);
  return out;
}

std::string unstructured(std::string_view text, std::size_t name_bytes) {
  auto line = one_line(text);
  // "=?" would be read as an encoded word; a run of spaces may be folded, and what folds is not kept by all.
  const bool is_plain = is_ascii(line) && line.find("=?") == std::string::npos && is_foldable(line);
  if (is_plain) return line;
  return to_encoded_words(line, longest_line - std::min(name_bytes + 2, longest_line));
}

std::string phrase(std::string_view name) {
  const auto line = one_line(without_invisible(one_line(name)), longest_name);
  if (line.empty() || looks_like_address(line)) return {};
  if (!is_ascii(line) || line.find("=?") != std::string::npos) return to_encoded_words(line, 60);
  return is_atoms(line) ? line : in_quotes(line);
}

std::string named_mailbox(std::string_view name, const mailbox& box) {
  const auto shown = phrase(name);
  return shown.empty() ? box.text() : shown + " <" + box.text() + '>';
}

}  // namespace carillon::providers::email
