#include "base/crypto_ece.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace carillon::ece {
namespace {

std::string bytes(std::string_view text) {
  return base64url_decode(text).value();
}

// RFC 8291, appendix A.
const std::string watermelon = "When I grow up, I want to be a watermelon";
const std::string auth = bytes("BTBZMqHH6r4Tts7J_aSIgg");
const std::string salt = bytes("DGv6ra1nlYgDCS1FRnbzlw");
const std::string sender_scalar = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
const key_pair browser{
    secret(bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")),
    bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")};
const std::string on_the_wire = bytes(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
    "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");

TEST(ece, encrypts_as_appendix_a_of_rfc_8291_does) {
  std::string out;
  ASSERT_TRUE(encrypt({browser.point, auth}, watermelon, out, chosen{sender_scalar, salt}));
  EXPECT_EQ(base64url_encode(out), base64url_encode(on_the_wire));
}

TEST(ece, decrypts_appendix_a_of_rfc_8291) {
  EXPECT_EQ(decrypt(browser, auth, on_the_wire).value(), watermelon);
}

TEST(ece, comes_back_whole_whatever_the_size) {
  const auto reader = generate();
  for (const std::size_t size : {0, 1, 15, 16, 17, 255, 3993}) {
    const std::string plaintext(size, '\0');
    std::string out = "before ";
    ASSERT_TRUE(encrypt({reader.point, auth}, plaintext, out));
    EXPECT_EQ(out.size(), 7 + size + overhead);
    EXPECT_EQ(decrypt(reader, auth, out.substr(7)).value(), plaintext);
  }
}

TEST(ece, never_uses_a_key_or_a_salt_twice) {
  std::string first, second;
  ASSERT_TRUE(encrypt({browser.point, auth}, watermelon, first));
  ASSERT_TRUE(encrypt({browser.point, auth}, watermelon, second));
  EXPECT_NE(first.substr(0, salt_size), second.substr(0, salt_size));
  EXPECT_NE(first.substr(21, point_size), second.substr(21, point_size));
}

TEST(ece, refuses_readers_that_are_none_and_leaves_the_output_alone) {
  auto off_the_curve = browser.point;
  off_the_curve.back() ^= 1;
  auto compressed = browser.point.substr(0, 33);
  compressed[0] = '\2';
  std::string out = "before";
  for (const auto& point : {std::string(), std::string(65, '\0'), std::string(1, '\0'), off_the_curve,
                            compressed, browser.point + "x"}) {
    const auto refused = encrypt({point, auth}, watermelon, out);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::invalid_argument);
  }
  for (const auto& wrong : {std::string(), auth.substr(1), auth + "x"}) {
    EXPECT_FALSE(encrypt({browser.point, wrong}, watermelon, out));
  }
  EXPECT_EQ(out, "before");
  EXPECT_TRUE(encrypt({browser.point, auth}, watermelon, out));
}

TEST(ece, opens_nothing_that_was_touched) {
  for (std::size_t at = 0; at < on_the_wire.size(); ++at) {
    auto touched = on_the_wire;
    touched[at] ^= 0x10;
    const auto opened = decrypt(browser, auth, touched);
    const bool is_record_size = at >= salt_size && at < salt_size + 4;
    EXPECT_TRUE(!opened || is_record_size) << at;
  }
  for (std::size_t size = 0; size < on_the_wire.size(); ++size) {
    EXPECT_FALSE(decrypt(browser, auth, on_the_wire.substr(0, size))) << size;
  }
  EXPECT_FALSE(decrypt(generate(), auth, on_the_wire));
  EXPECT_FALSE(decrypt(browser, salt, on_the_wire));
}

}  // namespace
}  // namespace carillon::ece
