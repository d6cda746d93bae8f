#include "base/text_checks.hpp"

#include <gtest/gtest.h>

#include <string>

namespace carillon::schema {
namespace {

TEST(text_checks, know_a_private_key_by_its_armour) {
  const std::string good = "-----BEGIN PRIVATE KEY-----\nMIGH+/ab\nAgE=\n-----END PRIVATE KEY-----\n";
  EXPECT_FALSE(check_private_key(good));
  EXPECT_FALSE(check_private_key("-----BEGIN PRIVATE KEY-----\nREDACTED\n-----END PRIVATE KEY-----"));
  EXPECT_TRUE(check_private_key("********"));
  EXPECT_TRUE(check_private_key(good + "x"));
  EXPECT_TRUE(check_private_key("-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_private_key("-----BEGIN PRIVATE KEY-----\nab-----END PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_private_key("-----BEGIN PRIVATE KEY-----\nab===\n-----END PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_private_key("-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY-----\n"));
  EXPECT_FALSE(check_pem("-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_pem(""));
  EXPECT_TRUE(check_pem("-----BEGIN "));
}

TEST(text_checks, know_a_uri) {
  for (const auto* good : {"https://a.b/c?d=e#f", "mailto:a@b", "myapp://x", "x:y"})
    EXPECT_FALSE(check_uri(good)) << good;
  for (const auto* bad :
       {"", "a", "://a", "1a:b", "https:", "https://", "https://a b", "https://a\nb", "java script:x"}) {
    EXPECT_TRUE(check_uri(bad)) << bad;
  }
}

}  // namespace
}  // namespace carillon::schema
