#include "store/token_identity.hpp"

#include <gtest/gtest.h>

namespace carillon::store {
namespace {

TEST(canonical_token, ignores_the_case_of_apple_s_tokens_alone) {
  EXPECT_EQ(canonical_token(provider::apns, "ABCDEF01"), "abcdef01");
  EXPECT_EQ(canonical_token(provider::apns, "aBcDeF01"), "abcdef01");
  EXPECT_EQ(canonical_token(provider::apns, "NOT-HEX-AB"), "NOT-HEX-AB");
  for (const auto via : {provider::fcm, provider::expo})
    EXPECT_EQ(canonical_token(via, "ABCDEF01"), "ABCDEF01");
}

TEST(older_spelling, is_the_one_in_capitals) {
  EXPECT_EQ(older_spelling(provider::apns, "abcdef01"), "ABCDEF01");
  EXPECT_FALSE(older_spelling(provider::apns, "01234567"));
  EXPECT_FALSE(older_spelling(provider::apns, "no hex"));
  EXPECT_FALSE(older_spelling(provider::fcm, "abcdef01"));
}

TEST(canonical_url, ignores_the_case_of_scheme_and_host_alone) {
  for (const auto& [given, expected] :
       {std::pair{"HTTPS://Push.Example/Path?Q=A#F", "https://push.example/Path?Q=A#F"},
        {"https://Push.Example", "https://push.example"},
        {"https://PUSH.example:443/x", "https://push.example/x"},
        {"https://push.example:443", "https://push.example"},
        {"https://push.example:8443/X", "https://push.example:8443/X"},
        {"http://push.example:443/X", "http://push.example:443/X"},
        {"https://User:Pass@Host/X", "https://User:Pass@host/X"},
        {"https://host/a:443", "https://host/a:443"},
        {"https://Host?X", "https://host?X"},
        {"mailto:A@B", "mailto:A@B"},
        {"", ""}}) {
    EXPECT_EQ(canonical_url(given), expected);
  }
}

device_token of(provider via, std::string token) {
  device_token out;
  out.via = via;
  out.token = std::move(token);
  return out;
}

TEST(keep_one_of_each, leaves_the_spelling_registered_last) {
  std::vector<device_token> all{of(provider::apns, "AA01"), of(provider::fcm, "AA01"),
                                of(provider::apns, "bb"), of(provider::apns, "aa01"),
                                of(provider::fcm, "aa01")};
  keep_one_of_each(all);
  std::vector<std::string> left;
  for (const auto& one : all) left.push_back(std::string(to_string(one.via)) + ' ' + one.token);
  EXPECT_EQ(left, (std::vector<std::string>{"fcm AA01", "apns bb", "apns aa01", "fcm aa01"}));
}

}  // namespace
}  // namespace carillon::store
