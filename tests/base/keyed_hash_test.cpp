#include "base/keyed_hash.hpp"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <bit>
#include <memory>
#include <string>
#include <unordered_map>

namespace carillon {
namespace {

/// OpenSSL's, which the algorithm's authors' vectors are a test of.
digest128 reference(const digest128& key, std::string_view data) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm(
      EVP_MAC_fetch(nullptr, "SIPHASH", nullptr), &EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_new(algorithm.get()),
                                                                          &EVP_MAC_CTX_free);
  EXPECT_EQ(
      EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key.data()), sizeof key, nullptr),
      1);
  EXPECT_EQ(EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(data.data()), data.size()),
            1);
  std::array<unsigned char, sizeof(digest128)> out{};
  std::size_t size = 0;
  EXPECT_EQ(EVP_MAC_final(context.get(), out.data(), &size, out.size()), 1);
  EXPECT_EQ(size, out.size());
  return std::bit_cast<digest128>(out);
}

TEST(keyed_hash, is_siphash_2_4_of_128_bits) {
  const digest128 key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  EXPECT_EQ(siphash128(key, ""), (digest128{0xe6a825ba047f81a3, 0x930255c71472f66d}));
  std::string data;
  for (int size = 0; size < 80; ++size) {
    EXPECT_EQ(siphash128(key, data), reference(key, data)) << size;
    data += static_cast<char>(0x80 + size);
  }
}

TEST(keyed_hash, names_the_same_alike_and_others_apart) {
  EXPECT_EQ(keyed_hash("one"), keyed_hash("one"));
  EXPECT_NE(keyed_hash("one"), keyed_hash("onf"));
  EXPECT_NE(keyed_hash(""), keyed_hash(std::string(1, '\0')));
}

TEST(keyed_hash, finds_a_string_by_a_view) {
  const std::unordered_map<std::string, int, keyed_string_hash, std::equal_to<>> table{{"one", 1}};
  EXPECT_TRUE(table.contains(std::string_view("one")));
}

}  // namespace
}  // namespace carillon
