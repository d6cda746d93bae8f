#include "providers/plain_mrkdwn.hpp"

namespace carillon::providers {
namespace {

constexpr std::string_view no_width = "\xe2\x80\x8b";  // U+200B

bool is_word(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_mark(std::string_view text, std::size_t at) noexcept {
  const char before = at == 0 ? '\n' : text[at - 1];
  switch (text[at]) {
    case '`':
      return true;
    case '*':
    case '_':
    case '~':
      return !is_word(before) || at + 1 >= text.size() || !is_word(text[at + 1]);
    case '>':
      return before == '\n';
    default:
      return false;
  }
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    default:
      out += c;
  }
}

}  // namespace

std::string escape_mrkdwn(std::string_view plain) {
  std::string out;
  out.reserve(plain.size());
  for (const char c : plain) append_escaped(out, c);
  return out;
}

bool has_mrkdwn_marks(std::string_view plain) noexcept {
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (is_mark(plain, at)) return true;
  }
  return false;
}

std::string as_mrkdwn(std::string_view plain) {
  std::string out;
  out.reserve(plain.size());
  for (std::size_t at = 0; at < plain.size(); ++at) {
    const bool is_apart = is_mark(plain, at);
    if (is_apart) out += no_width;
    append_escaped(out, plain[at]);
    if (is_apart) out += no_width;
  }
  return out;
}

}  // namespace carillon::providers
