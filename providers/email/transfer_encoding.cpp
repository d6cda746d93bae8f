#include "providers/email/transfer_encoding.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_line = 76;
constexpr std::size_t wished_line = 78;
constexpr std::size_t bytes_of_base64_line = longest_line / 4 * 3;
constexpr std::string_view hex = "0123456789ABCDEF";

bool is_plain(char c) noexcept {
  return (c >= ' ' && c <= '~') || c == '\t';
}

/// What quoted-printable would make of it needs two bytes more for each of these.
std::size_t count_escaped(std::string_view lines) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines, [](char c) { return c == '=' || (!is_plain(c) && c != '\r' && c != '\n'); }));
}

/// Every line is ASCII, short, without white space at its end, and begins with nothing that mailboxes of old
/// would change, or that could be a boundary.
bool is_seven_bit(std::string_view lines) noexcept {
  while (!lines.empty()) {
    const auto end = std::min(lines.find("\r\n"), lines.size());
    const auto line = lines.substr(0, end);
    const bool is_safe = line.size() <= wished_line && std::ranges::all_of(line, is_plain) &&
                         !line.ends_with(' ') && !line.ends_with('\t') && !line.starts_with("From ") &&
                         !line.starts_with("--");
    if (!is_safe) return false;
    lines.remove_prefix(std::min(end + 2, lines.size()));
  }
  return true;
}

class quoted_line {
 public:
  explicit quoted_line(std::string& out) : out_(out) {}

  void put(char c) {
    reserve(1);
    out_ += c;
    ++column_;
  }
  void put_escaped(char c) {
    reserve(3);
    append(c);
  }
  /// The bytes of one character stay on one line.
  void put_character(std::string_view bytes) {
    reserve(3 * bytes.size());
    for (const char c : bytes) append(c);
  }
  void end_line() {
    out_ += "\r\n";
    column_ = 0;
  }
  /// The next one begins a line: of the text, or after a soft break.
  bool is_at_start() const noexcept { return column_ == 0 || column_ + 1 >= longest_line; }

 private:
  void append(char c) {
    const auto byte = static_cast<unsigned char>(c);
    out_.append(1, '=').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    column_ += 3;
  }
  /// One column is the soft break's own.
  void reserve(std::size_t bytes) {
    if (column_ + bytes < longest_line) return;
    out_ += soft_break;
    column_ = 0;
  }

  std::string& out_;
  std::size_t column_ = 0;
};

std::size_t character_bytes(std::string_view text) noexcept {
  std::size_t bytes = 1;
  while (bytes < text.size() && bytes < 4 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80)
    ++bytes;
  return bytes;
}

}  // namespace

std::string_view to_string(transfer_encoding value) noexcept {
  switch (value) {
    case transfer_encoding::seven_bit:
      return "7bit";
    case transfer_encoding::quoted_printable:
      return "quoted-printable";
    case transfer_encoding::base64:
      return "base64";
  }
  return "7bit";
}

std::string with_mail_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n' || c == '\r') {
      out += "\r\n";
      if (c == '\r' && text.substr(at + 1).starts_with('\n')) ++at;
    } else if (c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f)) {
      out += c;
    }
  }
  return out;
}

transfer_encoding choose_encoding(std::string_view lines) noexcept {
  if (is_seven_bit(lines)) return transfer_encoding::seven_bit;
  // Base64 adds a third; quoted-printable two bytes for each escaped one.
  return count_escaped(lines) * 6 <= lines.size() ? transfer_encoding::quoted_printable
                                                  : transfer_encoding::base64;
}

void append_quoted_printable(std::string& out, std::string_view lines) {
  quoted_line line(out);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const auto rest = lines.substr(at);
    const char c = rest.front();
    const auto after = rest.substr(1);
    if (rest.starts_with("\r\n")) {
      line.end_line();
      ++at;
    } else if (c == ' ' || c == '\t') {
      const bool is_last = after.empty() || after.starts_with("\r\n");
      is_last ? line.put_escaped(c) : line.put(c);
    } else if (!is_plain(c)) {
      const auto bytes = character_bytes(rest);
      line.put_character(rest.substr(0, bytes));
      at += bytes - 1;
    } else if (c == '=' || (line.is_at_start() && (c == '.' || rest.starts_with("From ")))) {
      line.put_escaped(c);
    } else {
      line.put(c);
    }
  }
}

void append_base64(std::string& out, std::string_view bytes) {
  while (bytes.size() > bytes_of_base64_line) {
    out += base64_encode(bytes.substr(0, bytes_of_base64_line));
    out += "\r\n";
    bytes.remove_prefix(bytes_of_base64_line);
  }
  out += base64_encode(bytes);
}

}  // namespace carillon::providers::email
