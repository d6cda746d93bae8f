#include "base/jws.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon {
namespace {

constexpr std::string_view rfc_7515_a1 =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
    "NvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

secret rfc_7515_key() {
  return secret(base64url_decode(
                    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
                    .value());
}

const secret key("a key of thirty-two bytes or more");

/// A token with this header text, properly signed: only the header can be what is wrong with it.
std::string signed_under(std::string_view header) {
  const auto part = base64url_encode(header) + '.' + base64url_encode(R"({"sub":"x"})");
  return part + '.' + base64url_encode(as_text(hmac_sha256(key.reveal(), {part})));
}

TEST(jws, verifies_the_example_of_rfc_7515) {
  const auto token = parse_jws(rfc_7515_a1).value();
  EXPECT_EQ(token.claims["iss"], "joe");
  EXPECT_TRUE(verify_hs256(token, rfc_7515_key()));
  EXPECT_FALSE(verify_hs256(token, key));
}

TEST(jws, verifies_what_it_signed) {
  const auto token = parse_jws(sign_hs256({{"sub", "user"}}, key)).value();
  EXPECT_EQ(token.header["alg"], "HS256");
  EXPECT_EQ(token.claims, json({{"sub", "user"}}));
  EXPECT_TRUE(verify_hs256(token, key));
}

TEST(jws, refuses_every_flipped_bit_of_the_signature) {
  auto token = parse_jws(rfc_7515_a1).value();
  for (auto& byte : token.signature) {
    for (int bit = 0; bit < 8; ++bit) {
      byte = static_cast<char>(byte ^ (1 << bit));
      EXPECT_FALSE(verify_hs256(token, rfc_7515_key()));
      byte = static_cast<char>(byte ^ (1 << bit));
    }
  }
  EXPECT_TRUE(verify_hs256(token, rfc_7515_key()));
}

TEST(jws, takes_no_other_algorithm_and_no_key_from_the_header) {
  EXPECT_TRUE(verify_hs256(parse_jws(signed_under(R"({"alg":"HS256"})")).value(), key));
  for (const auto* header :
       {R"({})", R"({"alg":"none"})", R"({"alg":"NoNe"})", R"({"alg":"hs256"})", R"({"alg":"HS512"})",
        R"({"alg":"RS256"})", R"({"alg":["HS256"]})", R"({"alg":null})", R"({"alg":"HS256","crit":["exp"]})",
        R"({"alg":"HS256","jku":"https://x"})", R"({"alg":"HS256","x5u":"https://x"})",
        R"({"alg":"HS256","jwk":{}})", R"({"alg":"HS256","x5c":[]})"}) {
    const auto token = parse_jws(signed_under(header));
    ASSERT_TRUE(token.has_value()) << header;
    EXPECT_FALSE(verify_hs256(*token, key)) << header;
  }
}

TEST(jws, does_not_parse_what_is_malformed) {
  const std::string good(rfc_7515_a1);
  for (const auto& text :
       {std::string(), std::string("."), std::string(".."), std::string("..."), std::string("a.b.c"),
        good + ".", good + "=", " " + good, good + "\n", good.substr(0, good.rfind('.')), signed_under("[]"),
        signed_under("\"HS256\""), signed_under(R"({"alg":"HS256","alg":"none"})"),
        signed_under(R"({"alg":"HS256"}x)"), good.substr(0, good.size() - 1) + "l"}) {
    const auto parsed = parse_jws(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_EQ(parsed.error().code, errc::invalid_argument);
  }
}

TEST(jws, has_a_greatest_length) {
  EXPECT_TRUE(parse_jws(rfc_7515_a1, rfc_7515_a1.size()).has_value());
  EXPECT_TRUE(parse_jws(rfc_7515_a1, rfc_7515_a1.size() - 1).has_error());
  EXPECT_TRUE(parse_jws(std::string(100'000, 'a')).has_error());
}

TEST(jws, signs_with_either_kind_of_key) {
  for (const auto kind : {key_kind::p256, key_kind::rsa}) {
    const auto private_key = signing_key::generate(kind);
    const auto token =
        parse_jws(sign_jws({{"kid", "ABC"}, {"alg", "none"}}, {{"iss", "team"}}, private_key)).value();
    EXPECT_EQ(token.header, json({{"alg", kind == key_kind::p256 ? "ES256" : "RS256"}, {"kid", "ABC"}}));
    const auto verifier = verifying_key::from_pem(private_key.public_pem(), kind).value();
    EXPECT_TRUE(verifier.verify(token.signed_part, token.signature));
    EXPECT_FALSE(verify_hs256(token, secret(private_key.public_pem())));
  }
}

}  // namespace
}  // namespace carillon
