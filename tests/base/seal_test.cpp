#include "base/seal.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon {
namespace {

const secret key(std::string(32, 'k'));

std::string bytes(std::string_view hex) {
  return hex_decode(hex).value();
}

TEST(seal, opens_with_the_same_key_and_identity) {
  EXPECT_EQ(unseal(key, seal(key, "plain", "record 1"), "record 1").value().reveal(), "plain");
  EXPECT_TRUE(unseal(key, seal(key, "", ""), "").value().empty());
}

TEST(seal, adds_nonce_and_tag_and_never_repeats) {
  EXPECT_EQ(seal(key, "plain", "").size(), 5u + 12 + 16);
  EXPECT_NE(seal(key, "plain", ""), seal(key, "plain", ""));
}

TEST(seal, does_not_open_elsewhere) {
  const auto sealed = seal(key, "plain", "tenant a");
  EXPECT_EQ(unseal(key, sealed, "tenant b").error().code, errc::corrupted);
  EXPECT_EQ(unseal(secret(std::string(32, 'l')), sealed, "tenant a").error().code, errc::corrupted);
  EXPECT_EQ(unseal(secret("short"), sealed, "tenant a").error().code, errc::corrupted);
}

TEST(seal, fails_closed_for_every_flipped_bit_and_every_cut) {
  const auto sealed = seal(key, "plain", "id");
  for (std::size_t index = 0; index < sealed.size(); ++index) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = sealed;
      changed[index] = static_cast<char>(changed[index] ^ (1 << bit));
      EXPECT_TRUE(unseal(key, changed, "id").has_error());
    }
    EXPECT_TRUE(unseal(key, sealed.substr(0, index), "id").has_error());
  }
  EXPECT_TRUE(unseal(key, sealed + 'x', "id").has_error());
}

TEST(seal, throws_for_a_key_of_another_length) {
  EXPECT_THROW(seal(secret("short"), "x", ""), unexpected_error);
}

TEST(unseal, matches_the_gcm_specification) {  // test case 16 of McGrew and Viega's paper, which NIST adopted
  const secret published(bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  const auto sealed = bytes(
      "cafebabefacedbaddecaf888"
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
  EXPECT_EQ(unseal(published, sealed, bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")).value().reveal(),
            bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
}

TEST(unseal, matches_the_gcm_specification_without_data) {  // test case 13
  EXPECT_TRUE(unseal(secret(std::string(32, '\0')),
                     std::string(12, '\0') + bytes("530f8afbc74536b9a963b4f1c4cb738b"), "")
                  .value()
                  .empty());
}

}  // namespace
}  // namespace carillon
