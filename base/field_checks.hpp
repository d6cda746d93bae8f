// What a user's and a token's fields may hold (rest-contract.md 2): one place for the API and the import.
// Pure; each answers nothing when the value is fine, else what the value should be ("should be a valid
// email"). Bytes are kept as given: nothing is trimmed, folded or normalised.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace carillon::schema {

/// Why a value is refused: fits behind "Param 'x' ". None: it is fine. Always a literal.
using refusal = std::optional<std::string_view>;

inline constexpr std::size_t most_text = 255;           ///< of e-mail, external_id, names, app_id, in bytes
inline constexpr std::size_t most_device_token = 1024;  ///< the contract names no limit; FCM's have ~160
inline constexpr std::size_t most_phone_numbers = 50;
inline constexpr std::size_t most_custom_attributes = 65'536;  ///< as compact JSON

/// local@domain: no white space (nor any around it), control or invisible characters, one @, a domain of
/// letters, digits, dots and hyphens (or UTF-8). Compared as canonical_email() says.
refusal check_email(std::string_view value) noexcept;
/// 1 … 255 bytes, no white space in front, no control characters, valid UTF-8.
refusal check_external_id(std::string_view value) noexcept;
/// First and last names: up to 255 bytes of UTF-8 without control characters; may be empty.
refusal check_name(std::string_view value) noexcept;
/// ^\+\d{1,3} ?\d{1,14}$
refusal check_phone_number(std::string_view value) noexcept;
/// 64 … 1024 visible ASCII characters.
refusal check_device_token(std::string_view value) noexcept;
/// ^[a-zA-Z0-9]+([.-][a-zA-Z0-9]+)*$ : bundle ids; the contract's "." means any character, Apple's ids need
/// the hyphen.
refusal check_app_id(std::string_view value) noexcept;
/// "development" or "production".
refusal check_installation(std::string_view value) noexcept;

}  // namespace carillon::schema
