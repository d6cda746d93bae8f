#include "sandbox/mail/header_words.hpp"

#include <algorithm>
#include <optional>

#include "base/encoding.hpp"
#include "base/utf8.hpp"
#include "sandbox/mail/mail_text.hpp"

namespace carillon::sandbox {
namespace {

/// The decoded text of the encoded word that `rest` begins with, which is taken off.
std::optional<std::string> take_word(std::string_view& rest) {
  if (!rest.starts_with("=?")) return std::nullopt;
  const auto charset_end = rest.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= rest.size()) return std::nullopt;
  const auto end = rest.find("?=", charset_end + 3);
  if (end == std::string_view::npos || rest[charset_end + 2] != '?') return std::nullopt;
  const auto charset = rest.substr(2, charset_end - 2);
  const auto coding = rest[charset_end + 1] | 0x20;
  const auto text = rest.substr(charset_end + 3, end - charset_end - 3);
  if ((coding != 'q' && coding != 'b') || text.find_first_of(" \t\r\n") != std::string_view::npos)
    return std::nullopt;
  rest.remove_prefix(end + 2);
  return to_utf8(coding == 'q' ? decode_quoted(text, true) : decode_base64(text), charset);
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

}  // namespace

mail_fields read_fields(std::string_view head) {
  mail_fields fields;
  while (!head.empty()) {
    const auto end = std::min(head.find('\n'), head.size());
    auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool is_folded = line.starts_with(' ') || line.starts_with('\t');
    if (is_folded && !fields.empty()) fields.back().second += line;
    const auto colon = line.find(':');
    if (is_folded || colon == std::string_view::npos || colon == 0) continue;
    fields.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  for (auto& [name, value] : fields) value = decode_words(trimmed(value));
  return fields;
}

std::string_view field_in(const mail_fields& fields, std::string_view name) noexcept {
  const auto found =
      std::ranges::find_if(fields, [&](const auto& each) { return lowered(each.first) == name; });
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

std::string decode_words(std::string_view value) {
  std::string out;
  bool was_word = false;
  while (!value.empty()) {
    const auto next = std::min(value.find("=?"), value.size());
    const auto between = value.substr(0, next);
    value.remove_prefix(next);
    auto word = take_word(value);
    // Between two encoded words, space is there to part them and nothing else.
    if (!(was_word && word && is_blank(between))) out += between;
    was_word = word.has_value();
    if (word) {
      out += *word;
    } else if (!value.empty()) {
      out += value.substr(0, 2);
      value.remove_prefix(2);
    }
  }
  return out;
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  const auto name = lowered(charset);
  const bool is_latin = name == "iso-8859-1" || name == "latin1" || name == "windows-1252";
  const bool is_known = is_latin || name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii";
  std::string out;
  if (is_known && !is_latin) {
    while (!bytes.empty()) append_code_point(out, take_code_point(bytes));
    return out;
  }
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(out, byte < 0x80 || is_latin ? char32_t{byte} : replacement_character);
  }
  return out;
}

std::string decode_quoted(std::string_view text, bool is_header) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_header && text[at] == '_') {
      out += ' ';
    } else if (text[at] != '=') {
      out += text[at];
    } else if (const auto byte = hex_decode(text.substr(at + 1, 2)); byte && byte->size() == 1) {
      out += *byte;
      at += 2;
    } else if (text.substr(at + 1, 2) == "\r\n") {
      at += 2;  // a soft line end
    } else if (text.substr(at + 1, 1) == "\n") {
      at += 1;
    } else {
      out += '=';
    }
  }
  return out;
}

std::string decode_base64(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) continue;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>((bits >> count) & 0xffU);
  }
  return out;
}

}  // namespace carillon::sandbox
