// Header fields of mails as people read them: unfolded, encoded words decoded (RFC 2047). Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::sandbox {

/// Names as they are written, values unfolded and decoded.
using mail_fields = std::vector<std::pair<std::string, std::string>>;

/// The fields of a head; lines that are none are left out.
mail_fields read_fields(std::string_view head);
/// The first of that name (lower case); empty when there is none.
std::string_view field_in(const mail_fields& fields, std::string_view name) noexcept;

/// "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=" as "Grüße"; what does not decode stays as it is.
std::string decode_words(std::string_view value);
/// Text of a charset as UTF-8: UTF-8, ASCII and ISO-8859-1; of others the bytes that are ASCII.
std::string to_utf8(std::string_view bytes, std::string_view charset);
/// Quoted-printable (RFC 2045 6.7), leniently.
std::string decode_quoted(std::string_view text, bool is_header = false);
/// Base64, whatever lines and other characters are between.
std::string decode_base64(std::string_view text);

}  // namespace carillon::sandbox
