#include "base/crypto_p256.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "base/signing_key.hpp"

namespace carillon {
namespace {

// The base point of P-256, which is the public key of the scalar 1 (SEC 2, 2.4.2), and that of 2.
constexpr std::string_view of_one =
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

std::string scalar(char last) {
  return std::string(31, '\0') + last;
}

TEST(p256_pair, belongs_together_or_not) {
  const auto point = hex_decode(of_one).value();
  EXPECT_TRUE(is_p256_pair({point, scalar(1)}));
  EXPECT_FALSE(is_p256_pair({point, scalar(2)}));
  EXPECT_FALSE(is_p256_pair({point, scalar(0)}));
  EXPECT_FALSE(is_p256_pair({point.substr(0, 64), scalar(1)}));
  EXPECT_FALSE(is_p256_pair({std::string(65, '\4'), scalar(1)}));
}

TEST(p256_pair, becomes_a_key_that_signs_and_one_that_verifies) {
  const auto point = hex_decode(of_one).value();
  const auto key = signing_key::from_p256({point, scalar(1)});
  ASSERT_TRUE(key);
  const auto verifier = verifying_key::from_p256_point(point);
  ASSERT_TRUE(verifier);
  EXPECT_TRUE(verifier->verify("text", key->sign("text")));
  EXPECT_FALSE(verifier->verify("another", key->sign("text")));
  EXPECT_FALSE(signing_key::from_p256({point, scalar(2)}));
  EXPECT_FALSE(signing_key::from_p256({point, {}}));
  EXPECT_FALSE(verifying_key::from_p256_point(std::string(65, '\4')));
  EXPECT_FALSE(verifying_key::from_p256_point(""));
}

}  // namespace
}  // namespace carillon
