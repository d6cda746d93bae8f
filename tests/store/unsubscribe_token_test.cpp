#include "store/unsubscribe_token.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace carillon::store {
namespace {

const unsubscribe_tokens tokens(secret(std::string(32, 'k')));

unsubscribe_claim claim_of(std::string category) {
  return {.project = *project_id::parse("0190a5c0-0000-7000-8000-000000000001"),
          .user = *user_id::parse("0190a5c0-0000-7000-8000-000000000002"),
          .category = std::move(category)};
}

TEST(unsubscribe_token, leads_back_to_whom_it_was_made_for) {
  for (const auto& category : {std::string(), std::string("orders/new:a"), std::string(255, 'c')}) {
    const auto token = tokens.make(claim_of(category));
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    const auto read = tokens.read(token);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->project, claim_of("").project);
    EXPECT_EQ(read->user, claim_of("").user);
    EXPECT_EQ(read->category, category);
    EXPECT_EQ(token, tokens.make(claim_of(category)));
  }
}

TEST(unsubscribe_token, is_nobodys_when_a_bit_differs) {
  const auto token = tokens.make(claim_of("orders"));
  const auto bytes = *base64url_decode(token);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(tokens.read(base64url_encode(changed))) << at;
    EXPECT_FALSE(tokens.read(base64url_encode(bytes.substr(0, at))));
  }
  EXPECT_FALSE(unsubscribe_tokens(secret(std::string(32, 'x'))).read(token));
  EXPECT_FALSE(tokens.read(token + "A"));
  EXPECT_FALSE(tokens.read(std::string(1'000'000, 'A')));
  EXPECT_FALSE(tokens.read("!"));
}

TEST(unsubscribe_token, stands_below_the_public_url) {
  EXPECT_EQ(unsubscribe_url("https://n.example/", "t"), "https://n.example/u/t");
  EXPECT_EQ(unsubscribe_url("https://n.example/notify", "t"), "https://n.example/notify/u/t");
  EXPECT_EQ(unsubscribe_url("", "t"), "");
}

}  // namespace
}  // namespace carillon::store
