#include "base/field_checks.hpp"

#include "base/json.hpp"

namespace carillon::schema {

namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
constexpr bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

bool is_clean(std::string_view value) noexcept {
  return std::none_of(value.begin(), value.end(), is_control) && is_valid_utf8(value);
}

// White space and invisible characters beyond ASCII: an address that ends in one looks like another.
bool has_invisible(std::string_view value) noexcept {
  const auto byte = [value](std::size_t at) {
    return at < value.size() ? static_cast<unsigned char>(value[at]) : 0U;
  };
  for (std::size_t at = 0; at < value.size(); ++at) {
    const auto second = byte(at + 1), third = byte(at + 2);
    switch (byte(at)) {
      case 0xc2:  // C1 controls, no-break space, soft hyphen
        if (second <= 0xa0 || second == 0xad) return true;
        break;
      case 0xe1:  // ogham space
        if (second == 0x9a && third == 0x80) return true;
        break;
      case 0xe2:  // U+2000 to 200F, 2028 to 202F, 205F to 206F: spaces, joiners, directions
        if (second == 0x80 && (third <= 0x8f || third >= 0xa8) && third <= 0xaf) return true;
        if (second == 0x81 && third >= 0x9f && third <= 0xaf) return true;
        break;
      case 0xe3:  // ideographic space
        if (second == 0x80 && third == 0x80) return true;
        break;
      case 0xef:  // byte order mark
        if (second == 0xbb && third == 0xbf) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

// Digits at the front: how many, at most `most`.
std::size_t count_digits(std::string_view value, std::size_t most) noexcept {
  std::size_t count = 0;
  while (count < value.size() && count < most && is_digit(value[count])) ++count;
  return count;
}

bool is_domain(std::string_view domain) noexcept {
  if (domain.empty() || domain.front() == '.' || domain.back() == '.' || domain.front() == '-') return false;
  if (domain.find("..") != std::string_view::npos) return false;
  return std::all_of(domain.begin(), domain.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-' || is_beyond_ascii(c);
  });
}

}  // namespace

refusal check_email(std::string_view value) noexcept {
  constexpr std::string_view refused = "should be a valid email";
  if (value.size() > most_text) return "should have at most 255 characters";
  const auto at = value.find('@');
  if (at == std::string_view::npos || at == 0 || !is_clean(value) || has_invisible(value)) return refused;
  if (value.find_first_of(" <>()[],;:\\\"") != std::string_view::npos) return refused;
  if (!is_domain(value.substr(at + 1))) return refused;
  return std::nullopt;
}

refusal check_external_id(std::string_view value) noexcept {
  if (value.size() > most_text) return "should have at most 255 characters";
  if (value.empty()) return "should not be empty";
  if (value.front() == ' ') return "should not begin with white space";
  if (!is_clean(value)) return "should have no control characters";
  return std::nullopt;
}

refusal check_name(std::string_view value) noexcept {
  if (value.size() > most_text) return "should have at most 255 characters";
  if (!is_clean(value)) return "should have no control characters";
  return std::nullopt;
}

refusal check_phone_number(std::string_view value) noexcept {
  constexpr std::string_view refused = "should be a phone number such as +49 1701234567";
  if (!value.starts_with('+')) return refused;
  value.remove_prefix(1);
  const auto space = value.find(' ');
  if (space == std::string_view::npos) {
    const bool is_number = value.size() >= 2 && value.size() <= 17 && count_digits(value, 17) == value.size();
    return is_number ? std::nullopt : refusal(refused);
  }
  const auto country = value.substr(0, space);
  const auto rest = value.substr(space + 1);
  const bool is_country = !country.empty() && count_digits(country, 3) == country.size();
  const bool is_rest = !rest.empty() && count_digits(rest, 14) == rest.size();
  return is_country && is_rest ? std::nullopt : refusal(refused);
}

refusal check_device_token(std::string_view value) noexcept {
  if (value.size() < 64) return "should have at least 64 characters";
  if (value.size() > most_device_token) return "should have at most 1024 characters";
  const bool is_visible =
      std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!is_visible) return "should be a device token";
  return std::nullopt;
}

refusal check_app_id(std::string_view value) noexcept {
  constexpr std::string_view refused = "should be an app id such as com.example.app";
  if (value.size() > most_text) return "should have at most 255 characters";
  bool is_part_open = false;
  for (const char c : value) {
    const bool is_plain = is_letter(c) || is_digit(c);
    if (!is_plain && !((c == '.' || c == '-') && is_part_open)) return refused;
    is_part_open = is_plain;
  }
  return is_part_open ? std::nullopt : refusal(refused);
}

refusal check_installation(std::string_view value) noexcept {
  if (value == "development" || value == "production") return std::nullopt;
  return "should be development or production";
}

}  // namespace carillon::schema
