#include "base/redaction.hpp"

#include <gtest/gtest.h>

#include <array>
#include <regex>

namespace carillon {
namespace {

constexpr std::array<std::string_view, 1> secrets{"key"};

json shown_of(const std::string& key) {
  return redacted({{"key", key}, {"name", "A1"}}, secrets);
}

TEST(redaction, keeps_the_shapes_clients_check) {
  const std::regex pem(
      R"(^-+?\s?BEGIN PRIVATE KEY-+\n([A-Za-z0-9+\/\r\n]+={0,2})\n-+\s?END PRIVATE KEY+-+\n?$)");
  const std::regex any_pem(R"(^-+?\s?BEGIN[A-Z ]+-+\n([A-Za-z0-9+\/\r\n]+={0,2})\n-+\s?END[A-Z ]+-+\n?$)");
  const auto of_key = shown_of("-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n");
  EXPECT_TRUE(std::regex_match(of_key.at("key").get<std::string>(), pem));
  EXPECT_EQ(of_key.at("key").get<std::string>().find("MIGH"), std::string::npos);
  const auto of_rsa = shown_of("-----BEGIN RSA PRIVATE KEY-----\nMIGH\n-----END RSA PRIVATE KEY-----\n");
  EXPECT_TRUE(std::regex_match(of_rsa.at("key").get<std::string>(), any_pem));
  EXPECT_EQ(shown_of(std::string(32, 's')).at("key"), std::string(32, '*'));
  EXPECT_EQ(shown_of("\u00e9\U0001f511x").at("key"), "***");
  EXPECT_EQ(shown_of("x").at("name"), "A1");
}

TEST(redaction, shows_no_secret_whatever_its_shape) {
  for (const json& key :
       {json("SECRETCANARY"), json{{"nested", "SECRETCANARY"}}, json{{{"in", "SECRETCANARY"}}},
        json("-----BEGIN CERTIFICATE-----\nSECRETCANARY\n-----END CERTIFICATE-----\n")}) {
    const auto shown = dump_json(redacted({{"key", key}}, secrets));
    EXPECT_EQ(shown.find("CANARY"), std::string::npos) << shown;
  }
  EXPECT_EQ(dump_json(redacted_whole({{"anything", {"SECRETCANARY"}}})).find("CANARY"), std::string::npos);
}

TEST(redaction, knows_its_filler) {
  for (const char* filler :
       {"*", "********", "-----BEGIN EC PRIVATE KEY-----\nREDACTED\n-----END EC PRIVATE KEY-----\n"})
    EXPECT_TRUE(is_filler(filler)) << filler;
  for (const char* none : {"", "a", "***a", "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n"})
    EXPECT_FALSE(is_filler(none)) << none;
  EXPECT_EQ(filler_in({{"key", "***"}}, secrets), "key");
  EXPECT_EQ(filler_in({{"key", "abc"}, {"name", "***"}}, secrets), "");
}

TEST(redaction, takes_its_own_filler_back_and_no_other) {
  const json stored{{"key", "SECRET"}, {"name", "a"}};
  EXPECT_EQ(restored({{"key", "******"}, {"name", "b"}}, stored, secrets),
            json({{"key", "SECRET"}, {"name", "b"}}));
  EXPECT_EQ(restored({{"key", "***"}}, stored, secrets), json({{"key", "***"}}));
  EXPECT_EQ(restored({{"name", "b"}}, stored, secrets), json({{"name", "b"}}));
}

}  // namespace
}  // namespace carillon
