// base64, base64url (RFC 4648) and hex. Decoders are strict: no whitespace, no wrong padding, no stray bits.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace carillon {

/// Without padding, as JOSE and cursors write it.
std::string base64url_encode(std::string_view bytes);
/// Refuses padding, whitespace, characters outside the alphabet, and non-zero trailing bits.
result<std::string> base64url_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);
/// With padding required; otherwise as strict as base64url_decode.
result<std::string> base64_decode(std::string_view text);
/// Lower case.
std::string hex_encode(std::string_view bytes);
result<std::string> hex_decode(std::string_view text);
/// application/x-www-form-urlencoded / URI component: everything but unreserved characters as %XX.
std::string percent_encode(std::string_view text);
/// Strict %XX decoding ('+' stays '+'); a lone '%' or %00 is invalid_argument.
result<std::string> percent_decode(std::string_view text);

}  // namespace carillon
