#include "api/webhooks/webhook_signature.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t tolerance_seconds = 300;
constexpr std::size_t most_elements = 32;  // of a Stripe header

bool equals_hex(const digest256& expected, std::string_view hex) {
  const auto given = hex_decode(hex);
  return given && constant_time_equal(as_text(expected), *given);
}

std::optional<std::int64_t> parse_seconds(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

struct stripe_header {
  std::string_view time;  ///< as written: it is signed
  std::vector<std::string_view> signatures;
};

stripe_header parse_stripe(std::string_view header) {
  stripe_header out;
  for (std::size_t count = 0; !header.empty() && count < most_elements; ++count) {
    const auto comma = header.find(',');
    auto element = header.substr(0, comma);
    while (element.starts_with(' ')) element.remove_prefix(1);
    header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
    const auto equals = element.find('=');
    if (equals == std::string_view::npos) continue;
    const auto scheme = element.substr(0, equals);
    const auto value = element.substr(equals + 1);
    if (scheme == "t") out.time = value;
    if (scheme == "v1") out.signatures.push_back(value);
  }
  return out;
}

}  // namespace

bool is_signed_by_github(const signed_body& what) noexcept {
  constexpr std::string_view scheme = "sha256=";
  if (!what.signature.starts_with(scheme)) return false;
  return equals_hex(hmac_sha256(what.secret, {what.body}), what.signature.substr(scheme.size()));
}

bool is_signed_by_stripe(const signed_body& what, timestamp at) {
  const auto header = parse_stripe(what.signature);
  const auto seconds = parse_seconds(header.time);
  if (!seconds) return false;
  const auto age = to_unix_ms(at) / 1000 - *seconds;
  if (age > tolerance_seconds || age < -tolerance_seconds) return false;
  const auto expected = hmac_sha256(what.secret, {header.time, ".", what.body});
  bool is_good = false;
  for (const auto one : header.signatures) is_good = equals_hex(expected, one) || is_good;
  return is_good;
}

}  // namespace carillon::api
