#include "providers/web_push/account.hpp"

#include <gtest/gtest.h>

#include "base/jws.hpp"
#include "tests/providers/web_push/subscriptions.hpp"

namespace carillon::providers::web_push {
namespace {

using std::chrono::hours;
using testing::browser;
using testing::noon;

json keys() {
  const auto pair = ece::generate();
  return {{"public_key", base64url_encode(pair.point)},
          {"private_key", base64url_encode(pair.scalar.reveal())}};
}

TEST(web_push_account, signs_a_token_for_each_origin_that_verifies) {
  const auto stored = keys();
  const auto opened = account::open(stored).value();
  const auto made = opened->credential()->mint("https://push.example.test:8443", noon);
  const std::string text(made.text.reveal());
  const auto comma = text.find(", k=");
  ASSERT_TRUE(text.starts_with("vapid t=") && comma != text.npos);
  EXPECT_EQ(text.substr(comma + 4), stored.at("public_key").get<std::string>());
  const auto token = parse_jws(text.substr(8, comma - 8)).value();
  EXPECT_EQ(token.header.at("alg"), "ES256");
  EXPECT_EQ(token.header.at("typ"), "JWT");
  EXPECT_EQ(token.claims.at("aud"), "https://push.example.test:8443");
  EXPECT_EQ(token.claims.at("exp"), to_unix_ms(noon + hours(12)) / 1000);
  EXPECT_EQ(token.claims.at("sub"), "mailto:web-push@example.org");
  const auto point = base64url_decode(stored.at("public_key").get<std::string>()).value();
  EXPECT_TRUE(verifying_key::from_p256_point(point)->verify(token.signed_part, token.signature));
  EXPECT_LT(made.renew_at, made.ends_at);
  EXPECT_LT(made.ends_at, noon + hours(12));
  EXPECT_TRUE(opened->credential()->is_by_origin());
  EXPECT_EQ(opened->credential()->issuer(), nullptr);
}

TEST(web_push_account, shares_tokens_with_accounts_of_the_same_keys_only) {
  const auto stored = keys();
  auto padded = stored;
  padded["public_key"] = stored.at("public_key").get<std::string>() + "=";
  const auto key_of = [](const json& from) {
    return account::open(from).value()->credential()->shared_key();
  };
  EXPECT_EQ(key_of(stored), key_of(padded));
  EXPECT_NE(key_of(stored), key_of(keys()));
  auto named = stored;
  named["contact"] = "mailto:push@example.com";
  EXPECT_NE(key_of(stored), key_of(named));
}

TEST(web_push_account, finds_the_origin_of_a_subscription) {
  const auto opened = account::open(keys()).value();
  browser to;
  EXPECT_TRUE(opened->destinations().empty());
  const auto origin_of = [&](const char* endpoint) {
    to.endpoint = endpoint;
    const auto found = opened->destination_of(to.address_of().to);
    return found ? found->url : std::string("none");
  };
  EXPECT_EQ(origin_of("https://Push.Example.test:8443/a?b"), "https://push.example.test:8443");
  EXPECT_EQ(origin_of("https://push.example.test:443/a"), "https://push.example.test");
  for (const char* wrong :
       {"http://push.example.test/", "https://user@push.example.test/", "ftp://x/", "", "push"}) {
    EXPECT_EQ(origin_of(wrong), "none") << wrong;
  }
  to.endpoint = "https://push.example.test/";
  EXPECT_TRUE(opened->destination_of(to.address_of().to)->is_foreign);
}

TEST(web_push_account, wants_a_pair_of_keys) {
  const auto stored = keys();
  const auto refusal_of = [&](const char* field, const json& value) {
    auto wrong = stored;
    wrong[field] = value;
    const auto opened = account::open(wrong);
    return opened ? std::string() : opened.error().detail;
  };
  EXPECT_NE(refusal_of("public_key", keys().at("public_key")), "");
  EXPECT_NE(refusal_of("public_key", ""), "");
  EXPECT_NE(refusal_of("private_key", nullptr), "");
  EXPECT_EQ(refusal_of("private_key", "secret!").find("secret!"), std::string::npos);
}

TEST(web_push_account, takes_contacts_as_narrowly_as_apple) {
  for (const char* right :
       {"mailto:push@example.com", "https://example.com/contact", "https://example.com"}) {
    EXPECT_TRUE(is_contact(right)) << right;
  }
  for (const char* wrong :
       {"", "push@example.com", "mailto: push@example.com", "mailto:<push@example.com>", "mailto:@x.y",
        "mailto:push@localhost", "https://localhost", "https://printer.local", "http://example.com",
        "mailto:push@example.com\r\n", "https://"}) {
    EXPECT_FALSE(is_contact(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace carillon::providers::web_push
