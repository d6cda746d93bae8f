// Content-Transfer-Encoding (RFC 2045 6): bodies as lines that every relay passes on unchanged, so that a
// DKIM signature over them holds. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::providers::email {

enum class transfer_encoding : std::uint8_t {
  seven_bit,         ///< ASCII in short lines
  quoted_printable,  ///< mostly ASCII
  base64,            ///< mostly anything else: a third the size quoted-printable would have
};
std::string_view to_string(transfer_encoding value) noexcept;

/// Lines that end in CRLF and in nothing else; NUL and other controls but tabs are dropped. "\r\n", "\n" and
/// "\r" are a line end each.
std::string with_mail_lines(std::string_view text);

/// For text of with_mail_lines().
transfer_encoding choose_encoding(std::string_view lines) noexcept;

/// Appends lines of at most 76 bytes. Ends without a line end, and may go on: pieces one after another, with
/// soft_break between them, are what the whole would be. A "." or "From " that begins a line is escaped.
void append_quoted_printable(std::string& out, std::string_view lines);
inline constexpr std::string_view soft_break = "=\r\n";
/// Appends lines of 76 bytes, the last one without its end.
void append_base64(std::string& out, std::string_view bytes);

}  // namespace carillon::providers::email
