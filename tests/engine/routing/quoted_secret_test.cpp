#include "engine/routing/quoted_secret.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace carillon::engine {
namespace {

using enum secret_parts;

net::wire_request sent_with(std::string authorization) {
  net::wire_request made;
  made.path = "/services/T0000/B0000/capability-of-a-hook";
  made.headers = {{"content-type", "application/json"}, {"authorization", std::move(authorization)}};
  return made;
}

TEST(quoted_secret, is_seen_in_an_answer_that_says_again_what_it_was_asked) {
  const auto sent = sent_with("Bearer SG.a-key-of-somebody");
  EXPECT_TRUE(quotes_secret("invalid: authorization: Bearer SG.a-key-of-somebody", sent, headers));
  EXPECT_TRUE(quotes_secret("no such key SG.a-key-of-s", sent, headers)) << "cut off";
  EXPECT_FALSE(quotes_secret("The provided authorization grant is invalid", sent, headers));
  EXPECT_EQ(without_secrets("bad key SG.a-key-of-somebody", sent, headers), "its words quoted a secret");
  EXPECT_EQ(without_secrets("no such user", sent, headers), "no such user");
}

TEST(quoted_secret, is_seen_in_a_login_as_it_was_sent_and_as_it_is_meant) {
  const auto sent = sent_with("Basic " + base64_encode("api:key-of-somebody"));
  EXPECT_TRUE(quotes_secret("got " + base64_encode("api:key-of-somebody"), sent, headers));
  EXPECT_TRUE(quotes_secret("wrong password key-of-somebody", sent, headers));
  EXPECT_FALSE(quotes_secret("Forbidden", sent, headers));
}

TEST(quoted_secret, leaves_what_a_signature_was_made_of_to_be_read) {
  const auto sent =
      sent_with("AWS4-HMAC-SHA256 Credential=AKID/20261128/eu-west-1/ses/aws4_request, Signature=abc");
  EXPECT_FALSE(
      quotes_secret("Credential should be scoped to 20261128/eu-west-1/ses/aws4_request", sent, headers));
}

TEST(quoted_secret, is_the_path_where_that_is_a_capability) {
  const auto sent = sent_with("none");
  EXPECT_TRUE(quotes_secret("POST /services/T0000/B0000/capab", sent, headers_and_path));
  EXPECT_FALSE(quotes_secret("POST /services/T0000/B0000/capab", sent, headers));
}

TEST(quoted_secret, is_any_value_of_a_form_that_asks_for_a_token) {
  net::wire_request sent;
  sent.body = "grant_type=refresh_token&client_secret=secret%2Fof%2Fan%2Fapp&refresh_token=xoxe-of-somebody";
  EXPECT_TRUE(quotes_secret("secret/of/an/app", sent, headers_and_form));
  EXPECT_TRUE(quotes_secret("client_secret=secret%2Fof%2Fan", sent, headers_and_form));
  EXPECT_TRUE(quotes_secret("token xoxe-of-somebody is spent", sent, headers_and_form));
  EXPECT_FALSE(quotes_secret("invalid_refresh_token", sent, headers_and_form)) << "its name is no secret";
}

TEST(quoted_secret, survives_requests_and_words_that_have_nothing) {
  EXPECT_FALSE(quotes_secret("", {}, headers_and_form));
  EXPECT_FALSE(quotes_secret("words", sent_with(""), headers_and_path));
  net::wire_request odd;
  odd.body = "&&=&a&%zz";
  EXPECT_FALSE(quotes_secret("words of some length", odd, headers_and_form));
}

}  // namespace
}  // namespace carillon::engine
