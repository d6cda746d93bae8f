#include "base/encoding.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace carillon {
namespace {

using pair = std::pair<std::string_view, std::string_view>;

TEST(base64, matches_rfc_4648) {
  for (const auto& [plain, encoded] :
       {pair{"", ""}, pair{"f", "Zg=="}, pair{"fo", "Zm8="}, pair{"foo", "Zm9v"}, pair{"foob", "Zm9vYg=="},
        pair{"fooba", "Zm9vYmE="}, pair{"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(base64_encode(plain), encoded);
    EXPECT_EQ(base64_decode(encoded).value(), plain);
  }
}

TEST(base64, refuses_whatever_is_not_canonical) {
  for (const auto* text : {"Zg", "Zg=", "Z", "Zg===", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm9-", "Zm9_", "=",
                           "====", "Zg==Zg==", "Z=g="}) {
    ASSERT_TRUE(base64_decode(text).has_error()) << text;
    EXPECT_EQ(base64_decode(text).error().code, errc::invalid_argument);
  }
}

TEST(base64url, uses_its_own_alphabet_without_padding) {
  EXPECT_EQ(base64url_encode("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(base64url_encode("f"), "Zg");
  EXPECT_EQ(base64url_decode("-__-").value(), "\xfb\xff\xfe");
  EXPECT_EQ(base64url_decode("").value(), "");
}

TEST(base64url, refuses_padding_strangers_and_stray_bits) {
  for (const auto* text : {"Zg==", "Zg=", "Z", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9v ", " Zm9v", "Zm9vZ"}) {
    EXPECT_TRUE(base64url_decode(text).has_error()) << text;
  }
  EXPECT_TRUE(base64url_decode(std::string_view("Zm9\0", 4)).has_error());
}

TEST(base64url, keeps_every_byte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (std::size_t length = 250; length <= all.size(); ++length) {
    const auto part = all.substr(0, length);
    EXPECT_EQ(base64url_decode(base64url_encode(part)).value(), part);
    EXPECT_EQ(hex_decode(hex_encode(part)).value(), part);
  }
}

TEST(hex, writes_lower_case_and_reads_both) {
  EXPECT_EQ(hex_encode(std::string_view("\x00\xab\xff", 3)), "00abff");
  EXPECT_EQ(hex_decode("00aBFf").value(), std::string_view("\x00\xab\xff", 3));
}

TEST(hex, refuses_odd_lengths_and_other_characters) {
  for (const auto* text : {"a", "0g", "0x", " 0", "0-"}) EXPECT_TRUE(hex_decode(text).has_error()) << text;
}

TEST(percent, encodes_all_but_unreserved) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b+c/\xc3\xa9"), "a%20b%2Bc%2F%C3%A9");
  EXPECT_EQ(percent_encode("%%ab"), "%25%25ab");
  EXPECT_EQ(percent_encode(""), "");
}

TEST(percent, decodes_strictly) {
  EXPECT_EQ(percent_decode("a%20b+%2f%C3%A9").value(), "a b+/\xc3\xa9");
  EXPECT_EQ(percent_decode("%41").value(), "A");
  for (const auto* text : {"%", "a%2", "%zz", "%00", "x%", "%%41"})
    EXPECT_TRUE(percent_decode(text).has_error()) << text;
}

}  // namespace
}  // namespace carillon
