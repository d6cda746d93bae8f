#include "providers/apns/config.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::apns {
namespace {

json stored() {
  return {{"app_id", "com.x"},
          {"badge", "unseen"},
          {"key_id", "ABCDEFGHIJ"},
          {"team_id", "KLMNOPQRST"},
          {"payload_version", "1"},
          {"certificate", std::string(signing_key::generate(key_kind::p256).private_pem().reveal())}};
}

TEST(apns_config, reads_what_is_stored) {
  const auto parsed = parse_config(stored());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->app_id, "com.x");
  EXPECT_EQ(parsed->key_id, "ABCDEFGHIJ");
  EXPECT_EQ(parsed->team_id, "KLMNOPQRST");
  EXPECT_FALSE(parsed->is_badge_unread);
  EXPECT_EQ(parsed->payload_version, 1);
}

TEST(apns_config, names_the_missing_field) {
  for (const char* field : {"app_id", "key_id", "team_id", "certificate"}) {
    json without = stored();
    without.erase(field);
    EXPECT_NE(parse_config(without).error().detail.find(field), std::string::npos);
  }
}

TEST(apns_config, refuses_a_key_of_another_kind_without_quoting_it) {
  json wrong = stored();
  wrong["certificate"] = std::string(signing_key::generate(key_kind::rsa).private_pem().reveal());
  const auto parsed = parse_config(wrong);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().detail.find("BEGIN"), std::string::npos);
}

}  // namespace
}  // namespace carillon::providers::apns
