#include "api/auth/token_memory.hpp"

#include <gtest/gtest.h>

#include <string>

namespace carillon::api {
namespace {

const timestamp at = from_unix_ms(1'800'000'000'000);
constexpr double at_seconds = 1'800'000'000;
const secret key("sk_one");

token_claims claims_of(std::string external_id, token_validity valid = {}) {
  token_claims out{.kind = token_kind::customer_user, .valid = valid};
  out.external_id = std::move(external_id);
  return out;
}

TEST(token_memory, tells_what_a_remembered_token_claims) {
  token_memory memory;
  memory.remember(keyed_hash("one"), claims_of("u-1"), key);
  const auto* const known = memory.recall(keyed_hash("one"), at);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->claims.external_id, "u-1");
  EXPECT_TRUE(known->is_signed_with(key));
}

TEST(token_memory, knows_no_token_that_differs_in_a_byte) {
  token_memory memory;
  memory.remember(keyed_hash("one"), claims_of("u-1"), key);
  EXPECT_FALSE(memory.recall(keyed_hash("onf"), at));
  EXPECT_FALSE(memory.recall(keyed_hash(""), at));
}

TEST(token_memory, lets_a_token_expire_while_it_is_remembered) {
  token_memory memory;
  memory.remember(keyed_hash("one"), claims_of("u-1", {.from = at_seconds - 10, .until = at_seconds + 10}),
                  key);
  EXPECT_TRUE(memory.recall(keyed_hash("one"), at + std::chrono::seconds(69)));
  EXPECT_FALSE(memory.recall(keyed_hash("one"), at + std::chrono::seconds(71)));
  EXPECT_FALSE(memory.recall(keyed_hash("one"), at - std::chrono::seconds(71)));
}

TEST(token_memory, does_not_vouch_for_a_key_that_was_replaced) {
  token_memory memory;
  memory.remember(keyed_hash("one"), claims_of("u-1"), key);
  EXPECT_FALSE(memory.recall(keyed_hash("one"), at)->is_signed_with(secret("sk_two")));
}

TEST(token_memory, stays_within_its_bound_and_keeps_the_newest) {
  token_memory memory;
  for (std::size_t number = 0; number <= token_memory::most_tokens; ++number) {
    memory.remember(keyed_hash(std::to_string(number)), claims_of("u"), key);
  }
  EXPECT_TRUE(memory.recall(keyed_hash(std::to_string(token_memory::most_tokens)), at));
  EXPECT_FALSE(memory.recall(keyed_hash("0"), at));
}

}  // namespace
}  // namespace carillon::api
