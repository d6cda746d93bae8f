#include "base/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/digest.hpp"

namespace carillon {
namespace {

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view lower_hex = "0123456789abcdef";
constexpr std::string_view upper_hex = "0123456789ABCDEF";

/// The value of each character in an alphabet; -1 for strangers.
using reverse_alphabet = std::array<std::int8_t, 256>;
constexpr reverse_alphabet reverse(std::string_view alphabet) {
  reverse_alphabet values{};
  values.fill(-1);
  for (std::size_t index = 0; index < alphabet.size(); ++index) {
    values[static_cast<std::uint8_t>(alphabet[index])] = static_cast<std::int8_t>(index);
  }
  return values;
}

// The encoders run once or twice a delivery: they write into room that is there, never by appending.

std::string encode_64(std::string_view bytes, std::string_view alphabet) {
  std::string out((bytes.size() * 8 + 5) / 6, '\0');
  char* at = out.data();
  std::uint32_t bits = 0;
  int count = 0;
  for (const auto byte : as_bytes(bytes)) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6;) {
      count -= 6;
      *at++ = alphabet[bits >> count & 63];
    }
  }
  if (count > 0) *at = alphabet[bits << (6 - count) & 63];
  return out;
}

result<std::string> decode_64(std::string_view text, const reverse_alphabet& values) {
  if (text.size() % 4 == 1) return error(errc::invalid_argument, "base64 of an impossible length");
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const auto character : as_bytes(text)) {
    const auto value = values[character];
    if (value < 0) return error(errc::invalid_argument, "base64 with a character outside its alphabet");
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count);
  }
  // Two texts must never mean one value: signatures and cursors are compared as text too.
  if ((bits & ((1u << count) - 1)) != 0)
    return error(errc::invalid_argument, "base64 with stray trailing bits");
  return out;
}

constexpr auto hex_values = [] {
  auto values = reverse(lower_hex);
  for (const char c : std::string_view("ABCDEF"))
    values[static_cast<std::uint8_t>(c)] = static_cast<std::int8_t>(c - 'A' + 10);
  return values;
}();

/// The byte two hex digits spell, or -1.
int hex_byte(char high, char low) noexcept {
  const std::int8_t high_value = hex_values[static_cast<std::uint8_t>(high)];
  const std::int8_t low_value = hex_values[static_cast<std::uint8_t>(low)];
  return high_value < 0 || low_value < 0 ? -1 : high_value << 4 | low_value;
}

/// RFC 3986 2.3.
constexpr auto unreserved = [] {
  std::array<bool, 256> values{};
  for (const char c : base64url_alphabet) values[static_cast<std::uint8_t>(c)] = true;
  for (const char c : std::string_view(".~")) values[static_cast<std::uint8_t>(c)] = true;
  return values;
}();

}  // namespace

std::string base64url_encode(std::string_view bytes) {
  return encode_64(bytes, base64url_alphabet);
}

result<std::string> base64url_decode(std::string_view text) {
  static constexpr auto values = reverse(base64url_alphabet);
  return decode_64(text, values);
}

std::string base64_encode(std::string_view bytes) {
  auto out = encode_64(bytes, base64_alphabet);
  out.resize((out.size() + 3) / 4 * 4, '=');
  return out;
}

result<std::string> base64_decode(std::string_view text) {
  static constexpr auto values = reverse(base64_alphabet);
  if (text.size() % 4 != 0) return error(errc::invalid_argument, "base64 without its padding");
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode_64(text, values);
}

std::string hex_encode(std::string_view bytes) {
  std::string out(bytes.size() * 2, '\0');
  char* at = out.data();
  for (const auto byte : as_bytes(bytes)) {
    *at++ = lower_hex[byte >> 4];
    *at++ = lower_hex[byte & 15];
  }
  return out;
}

result<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return error(errc::invalid_argument, "hexadecimal of an odd length");
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t index = 0; index < text.size(); index += 2) {
    const int byte = hex_byte(text[index], text[index + 1]);
    if (byte < 0) return error(errc::invalid_argument, "hexadecimal with a character that is no digit");
    out += static_cast<char>(byte);
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  const auto is_plain = [](char c) { return unreserved[static_cast<std::uint8_t>(c)]; };
  std::string out;
  out.reserve(text.size());
  for (auto from = text.begin(); from != text.end();) {
    const auto run = std::find_if_not(from, text.end(), is_plain);
    out.append(from, run);
    from = run;
    if (run == text.end()) break;
    const auto byte = static_cast<std::uint8_t>(*from++);
    out += '%';
    out += upper_hex[byte >> 4];
    out += upper_hex[byte & 15];
  }
  return out;
}

result<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (text[index] != '%') {
      out += text[index];
      continue;
    }
    const int byte = index + 2 < text.size() ? hex_byte(text[index + 1], text[index + 2]) : -1;
    if (byte < 0) return error(errc::invalid_argument, "a '%' without two hexadecimal digits");
    if (byte == 0) return error(errc::invalid_argument, "%00 is not accepted");
    out += static_cast<char>(byte);
    index += 2;
  }
  return out;
}

}  // namespace carillon
