#include "api/webhooks/webhook_signature.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

// The vector GitHub publishes with its description of X-Hub-Signature-256.
constexpr std::string_view github_secret = "It's a Secret to Everybody";
constexpr std::string_view github_body = "Hello, World!";
constexpr std::string_view github_signature =
    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

TEST(github_signature, agrees_with_the_published_vector) {
  EXPECT_TRUE(is_signed_by_github({github_secret, github_signature, github_body}));
}

TEST(github_signature, refuses_every_changed_character) {
  for (std::size_t i = 0; i < github_signature.size(); ++i) {
    std::string changed(github_signature);
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(is_signed_by_github({github_secret, changed, github_body})) << i;
  }
  for (std::size_t i = 0; i < github_body.size(); ++i) {
    std::string changed(github_body);
    changed[i] ^= 1;
    EXPECT_FALSE(is_signed_by_github({github_secret, github_signature, changed})) << i;
  }
}

TEST(github_signature, takes_no_other_form) {
  const auto bare = github_signature.substr(7);
  for (const auto& header :
       {std::string(), std::string("sha256="), std::string(bare), "sha1=" + std::string(bare),
        std::string(github_signature) + "00", std::string(github_signature.substr(0, 40))})
    EXPECT_FALSE(is_signed_by_github({github_secret, header, github_body})) << header;
  EXPECT_FALSE(is_signed_by_github({"another", github_signature, github_body}));
}

constexpr std::string_view stripe_secret = "whsec_test_secret";
constexpr std::string_view stripe_body = R"({"id":"evt_1","object":"event"})";
constexpr std::int64_t stripe_time = 1'700'000'000;

std::string mac(std::string_view time, std::string_view body) {
  return hex_encode(as_text(hmac_sha256(stripe_secret, {time, ".", body})));
}
bool is_stripes(const std::string& header, std::int64_t seconds_later = 0,
                std::string_view body = stripe_body) {
  return is_signed_by_stripe({stripe_secret, header, body},
                             from_unix_ms((stripe_time + seconds_later) * 1000));
}

TEST(stripe_signature, accepts_any_of_several) {
  const auto good = mac("1700000000", stripe_body);
  const std::string other(64, '0');
  EXPECT_TRUE(is_stripes("t=1700000000,v1=" + good));
  EXPECT_TRUE(is_stripes("t=1700000000,v1=" + other + ",v1=" + good));
  EXPECT_TRUE(is_stripes("t=1700000000,v1=" + good + ",v1=" + other + ",v0=x"));
  EXPECT_FALSE(is_stripes("t=1700000000,v1=" + other + ",v1=" + other));
}

TEST(stripe_signature, is_good_for_five_minutes_in_both_directions) {
  const auto header = "t=1700000000,v1=" + mac("1700000000", stripe_body);
  EXPECT_TRUE(is_stripes(header, 300));
  EXPECT_FALSE(is_stripes(header, 301));
  EXPECT_TRUE(is_stripes(header, -300));
  EXPECT_FALSE(is_stripes(header, -301));
}

TEST(stripe_signature, refuses_older_schemes_and_other_times) {
  const auto good = mac("1700000000", stripe_body);
  EXPECT_FALSE(is_stripes("t=1700000000,v0=" + good));
  EXPECT_FALSE(is_stripes("t=1700000001,v1=" + good));
  EXPECT_FALSE(is_stripes("v1=" + good));
  EXPECT_FALSE(is_stripes("t=1700000000"));
  EXPECT_FALSE(is_stripes("t=1700000000x,v1=" + good));
  EXPECT_FALSE(is_stripes("t=-1,v1=" + mac("-1", stripe_body)));
  EXPECT_FALSE(is_stripes(""));
  EXPECT_FALSE(is_stripes("t=1700000000,v1=" + good, 0, "{}"));
}

TEST(stripe_signature, counts_the_last_time_only) {
  EXPECT_TRUE(is_stripes("t=1,t=1700000000,v1=" + mac("1700000000", stripe_body)));
  EXPECT_FALSE(is_stripes("t=1700000000,t=1,v1=" + mac("1700000000", stripe_body)));
}

}  // namespace
}  // namespace carillon::api
