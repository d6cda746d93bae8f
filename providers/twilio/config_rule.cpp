#include <algorithm>
#include "providers/twilio/traits.hpp"

#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"

namespace carillon::providers::twilio {
namespace {

/// ^\+[0-9]{1,14}$
schema::refusal check_sender(std::string_view value) noexcept {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits = value.substr(value.starts_with('+') ? 1 : 0);
  const bool is_number = digits.size() < value.size() && !digits.empty() && digits.size() <= 14 &&
                         std::ranges::all_of(digits, is_digit);
  if (is_number) return std::nullopt;
  return "should match the pattern ^\\+[0-9]{1,14}$";
}

}  // namespace

schema::rule config_rule() {
  constexpr schema::length short_text{1, 100};
  auto out = schema::object({{"account_sid", schema::text(short_text, &schema::check_visible)},
                             {"api_key", schema::text(short_text, &schema::check_visible)},
                             {"api_secret", schema::text(short_text, &schema::check_visible)},
                             {"from", schema::text(short_text, &check_sender)},
                             optional("region", schema::one_of({"us1", "ie1", "au1"})),
                             optional("auth_token", schema::text(short_text, &schema::check_visible))});
  out.custom = [](json& value, const std::string&, schema::complaints&) {
    if (!value.contains("region")) value["region"] = "us1";
  };
  return out;
}

json sample() {
  return {{"account_sid", "AC00000000000000000000000000000000"},
          {"api_key", "SK00000000000000000000000000000000"},
          {"api_secret", "secret-of-nobody"},
          {"from", "+15005550006"},
          {"region", "ie1"},
          {"auth_token", "signs-callbacks-of-nobody"}};
}

}  // namespace carillon::providers::twilio
