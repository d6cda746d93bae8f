#include <algorithm>
#include "providers/apns/traits.hpp"

#include "base/text_checks.hpp"
#include "providers/config_rules.hpp"

namespace carillon::providers::apns {
namespace {

/// Apple's ids of keys and teams: ten letters and digits.
schema::refusal check_apple_id(std::string_view value) noexcept {
  const auto is_allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (value.size() == 10 && std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should have 10 letters and digits";
}

}  // namespace

schema::rule config_rule() {
  return schema::object(
      {{"app_id", schema::text({}, &schema::check_app_id)},
       {"badge", schema::one_of({"unread", "unseen"})},
       {"certificate", private_key(key_kind::p256, most_config_text, &schema::check_private_key)},
       {"key_id", schema::text({}, &check_apple_id)},
       {"team_id", schema::text({}, &check_apple_id)},
       optional("payload_version", schema::one_of({"1", "2"}))});
}

json sample() {
  static const secret key = signing_key::generate(key_kind::p256).private_pem();
  return {{"app_id", "com.example.app"}, {"badge", "unread"},       {"certificate", key.reveal()},
          {"key_id", "ABCDE12345"},      {"team_id", "TEAM123456"}, {"payload_version", "2"}};
}

schema::rule token_rule() {
  return schema::object({{"device_token", schema::text({}, &schema::check_device_token)},
                         optional("installation_id", schema::text({}, &schema::check_installation)),
                         optional("app_id", schema::text({}, &schema::check_app_id))});
}

json sample_token() {
  return {{"device_token", std::string(64, 'a')}};
}

}  // namespace carillon::providers::apns
