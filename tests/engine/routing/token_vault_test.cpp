#include "engine/routing/token_vault.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using std::chrono::minutes;
const timestamp start = *parse_rfc3339("2026-11-23T12:00:00Z");

/// Lives an hour, is renewed after 50 minutes; as APNs' own.
class hourly final : public providers::credential_plan {
 public:
  std::string shared_key() const override { return "hourly"; }
  std::chrono::seconds least_age() const noexcept override { return minutes(20); }
  providers::token mint(std::string_view, timestamp now) const override {
    return {.text = secret("t"), .renew_at = now + minutes(50), .ends_at = now + minutes(60)};
  }
};

struct kept {
  hourly plan;
  shared_token token;
  shared_token::reference at(timestamp now) { return token.usable_or_minted(plan, "", now); }
  bool refuse(const shared_token::reference& used, timestamp now) {
    return token.refuse(used, now, plan.least_age());
  }
};

TEST(shared_token, is_one_until_it_is_to_be_renewed) {
  kept one;
  const auto first = one.at(start);
  EXPECT_EQ(one.at(start + minutes(49)), first);
  EXPECT_NE(one.at(start + minutes(50)), first);
}

TEST(shared_token, is_minted_anew_for_a_refusal_only_when_it_is_old_enough) {
  kept one;
  const auto first = one.at(start);
  EXPECT_FALSE(one.refuse(first, start + minutes(19)));
  EXPECT_EQ(one.at(start + minutes(19)), first);
  EXPECT_TRUE(one.refuse(first, start + minutes(20)));
  EXPECT_NE(one.at(start + minutes(20)), first);
}

TEST(shared_token, stays_when_one_that_was_replaced_is_refused) {
  kept one;
  const auto first = one.at(start);
  const auto second = one.at(start + minutes(50));
  EXPECT_TRUE(one.refuse(first, start + minutes(51)));
  EXPECT_EQ(one.at(start + minutes(51)), second);
}

TEST(shared_token, outlives_a_clock_that_stepped_back_until_it_is_refused) {
  kept one;
  const auto first = one.at(start);
  EXPECT_EQ(one.at(start - minutes(60)), first) << "a new one would be an hour old to APNs";
  EXPECT_TRUE(one.refuse(first, start - minutes(60)));
  EXPECT_NE(one.at(start - minutes(60)), first);
}

TEST(shared_token, is_used_until_its_end_where_another_has_to_be_asked_for) {
  shared_token token;
  EXPECT_EQ(token.usable(start), nullptr);
  token.put({.text = secret("t"), .renew_at = start + minutes(50), .ends_at = start + minutes(60)}, start);
  EXPECT_NE(token.usable(start + minutes(55)), nullptr);
  EXPECT_EQ(token.usable(start + minutes(60)), nullptr);
}

TEST(token_vault, gives_the_same_to_the_same_and_no_other) {
  token_vault vault;
  EXPECT_EQ(vault.of("a", start), vault.of("a", start));
  EXPECT_NE(vault.of("a", start), vault.of("b", start));
}

TEST(token_vault, keeps_a_token_that_nobody_holds_until_it_ends) {
  token_vault vault;
  hourly plan;
  const auto first = vault.of("kept", start)->usable_or_minted(plan, "", start);
  for (int each = 0; each < 1000; ++each) vault.of(std::to_string(each), start);
  EXPECT_EQ(vault.of("kept", start)->usable(start), first);
}

}  // namespace
}  // namespace carillon::engine
