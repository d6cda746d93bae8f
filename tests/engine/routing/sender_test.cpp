#include "engine/routing/sender.hpp"

#include <gtest/gtest.h>

#include "tests/engine/scripted_sender.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using providers::answer;
using providers::answer_class;
using providers::throttle_scope;
using test::scripted_account;
using test::scripted_sender;

const steady_time start = std::chrono::steady_clock::now();

bool admits(scripted_sender& by, outlet& through, steady_time now) {
  return by.made->admit(through, false, now) == admission::granted;
}

/// A token of an hour that somebody is asked for.
class asked final : public providers::credential_plan {
 public:
  std::string shared_key() const override { return "asked"; }
  const providers::destination* issuer() const noexcept override { return &issuer_; }
  void ask(timestamp, net::wire_request& out) const override {
    out.clear();
    out.body = "a token, please";
  }
  providers::token_answer read(const net::wire_response& response, timestamp now) const override {
    if (response.status != 200)
      return {.given = {}, .refusal = {.meaning = answer_class::config, .text = "no"}};
    return {
        .given =
            providers::token{.text = secret(response.body), .renew_at = now + 50min, .ends_at = now + 60min},
        .refusal = {}};
  }

 private:
  providers::destination issuer_{.place = "", .url = "https://issuer.example", .is_foreign = true};
};

class minted final : public providers::credential_plan {
 public:
  std::string shared_key() const override { return "minted"; }
  bool is_by_origin() const noexcept override { return true; }
  providers::token mint(std::string_view whom, timestamp now) const override {
    return {.text = secret("for " + std::string(whom)), .renew_at = now + 50min, .ends_at = now + 60min};
  }
};

std::shared_ptr<scripted_account> with_plan(std::shared_ptr<const providers::credential_plan> plan) {
  auto made = std::make_shared<scripted_account>();
  made->plan = std::move(plan);
  return made;
}

TEST(sender, asks_once_for_a_token_that_several_wait_for) {
  scripted_sender by({}, with_plan(std::make_shared<asked>()));
  int ready = 0;
  EXPECT_FALSE(by.made->authorize(by.first(), now()));
  for (int each = 0; each < 3; ++each) by.made->when_authorized(by.first(), [&] { ++ready; });
  ASSERT_EQ(by.at("https://issuer.example").waiting.size(), 1U);
  EXPECT_EQ(by.at("https://issuer.example").body(), "a token, please");
  by.at("https://issuer.example").answer(200, "T");
  EXPECT_EQ(ready, 3);
  EXPECT_EQ(by.made->authorize(by.first(), now())->text(), "T");
}

TEST(sender, rests_and_tells_when_no_token_can_be_had) {
  scripted_sender by({}, with_plan(std::make_shared<asked>()));
  bool is_ready = false;
  by.made->when_authorized(by.first(), [&] { is_ready = true; });
  by.at("https://issuer.example").answer(400);
  EXPECT_TRUE(is_ready);
  EXPECT_FALSE(admits(by, by.first(), std::chrono::steady_clock::now()));
  EXPECT_EQ(by.troubles, std::vector<std::string>{"no"});
}

TEST(sender, asks_again_for_a_token_that_was_refused) {
  scripted_sender by({}, with_plan(std::make_shared<asked>()));
  by.made->when_authorized(by.first(), [] {});
  by.at("https://issuer.example").answer(200, "T");
  by.made->refuse(by.first(), *by.made->authorize(by.first(), now()), now());
  EXPECT_FALSE(by.made->authorize(by.first(), now()));
}

TEST(sender, shares_a_token_with_the_others_of_the_process) {
  const auto account = with_plan(std::make_shared<asked>());
  scripted_sender one({}, account);
  one.vault.of("asked", now())
      ->put({.text = secret("theirs"), .renew_at = now() + 1h, .ends_at = now() + 1h}, now());
  EXPECT_EQ(one.made->authorize(one.first(), now())->text(), "theirs");
}

TEST(sender, mints_a_token_for_each_origin_where_they_differ) {
  const auto account = with_plan(std::make_shared<minted>());
  account->has_own_origins = true;
  scripted_sender by({}, account);
  EXPECT_EQ(by.made->authorize(by.first("https://one"), now())->text(), "for https://one");
  EXPECT_EQ(by.made->authorize(by.first("https://two"), now())->text(), "for https://two");
}

TEST(sender, closes_connections_that_saw_a_minted_token_which_was_refused) {
  scripted_sender by({}, with_plan(std::make_shared<minted>()));
  by.made->refuse(by.first(), *by.made->authorize(by.first(), now()), now());
  EXPECT_EQ(by.at().retired, 1);
}

TEST(sender, rests_as_a_whole_for_its_account_and_in_part_for_an_origin) {
  const auto account = std::make_shared<scripted_account>();
  account->has_own_origins = true;
  scripted_sender by({}, account);
  auto& one = by.first("https://one");
  auto& two = by.first("https://two");
  by.made->hear(one,
                {.told = {.meaning = answer_class::retry_after, .wait = 10s, .scope = throttle_scope::origin},
                 .status = 429},
                start);
  EXPECT_FALSE(admits(by, one, start));
  EXPECT_TRUE(admits(by, two, start));
  by.made->hear(two, {.told = {.meaning = answer_class::config, .scope = throttle_scope::origin}}, start);
  EXPECT_FALSE(admits(by, two, start)) << "an origin that may not be called";
  auto& three = by.first("https://three");
  EXPECT_TRUE(admits(by, three, start));
  by.made->hear(
      three,
      {.told = {.meaning = answer_class::retry_after, .wait = 10s, .scope = throttle_scope::account},
       .status = 429},
      start);
  EXPECT_FALSE(admits(by, three, start));
  EXPECT_FALSE(admits(by, by.first("https://four"), start));
}

TEST(sender, believes_other_origins_while_one_calls_all_its_addresses_dead) {
  const auto account = std::make_shared<scripted_account>();
  account->has_own_origins = true;
  scripted_sender by({}, account);
  auto& broken = by.first("https://broken");
  auto& fine = by.first("https://fine");
  const auto hear = [&](outlet& from, answer_class meaning) {
    by.made->hear_of_address(from, {{.text = "a"}, 1}, {.meaning = meaning}, start);
  };
  for (int each = 0; each < 200; ++each) hear(broken, answer_class::dead);
  EXPECT_TRUE(by.made->is_guarded(broken));
  EXPECT_FALSE(by.made->is_guarded(fine));
  hear(fine, answer_class::dead);
  EXPECT_FALSE(by.made->is_guarded(fine));
  for (int each = 0; each < 400; ++each) hear(broken, answer_class::ok);
  hear(broken, answer_class::dead);
  EXPECT_FALSE(by.made->is_guarded(broken)) << "it recovered";
}

TEST(sender, believes_no_origin_while_its_account_calls_too_many_dead) {
  const auto account = std::make_shared<scripted_account>();
  account->has_own_origins = true;
  scripted_sender by({}, account);
  for (int origin = 0; origin < 60; ++origin) {
    by.made->hear_of_address(by.first("https://origin-" + std::to_string(origin)), {{.text = "a"}, 1},
                             {.meaning = answer_class::dead}, start);
  }
  EXPECT_TRUE(by.made->is_guarded(by.first("https://origin-1")));
}

TEST(sender, probes_the_account_no_more_than_its_origin_allows) {
  scripted_sender by;
  by.made->hear(by.first(), {.told = {.meaning = answer_class::config}, .status = 403}, start);
  EXPECT_FALSE(admits(by, by.first(), start));
  EXPECT_TRUE(admits(by, by.first(), start + 60s));
  EXPECT_FALSE(admits(by, by.first(), start + 60s));
  by.made->hear(by.first(), {.told = {}, .status = 200}, start + 60s);
  EXPECT_TRUE(admits(by, by.first(), start + 60s));
}

TEST(sender, puts_off_retries_that_go_beyond_their_budget_and_no_first_attempts) {
  scripted_sender by;
  auto& through = by.first();
  for (int each = 0; each < 100; ++each) ASSERT_EQ(by.made->admit(through, true, start), admission::granted);
  EXPECT_EQ(by.made->admit(through, true, start), admission::no_budget);
  EXPECT_EQ(by.made->admit(through, false, start), admission::granted);
  by.made->hear(through, {.told = {}, .status = 200, .is_first_attempt = false}, start);
  EXPECT_EQ(by.made->admit(through, true, start), admission::granted) << "one of them was taken well";
}

TEST(sender, says_once_that_it_is_well_again) {
  scripted_sender by;
  for (int each = 0; each < 5; ++each)
    by.made->hear(by.first(), {.told = {.meaning = answer_class::retry}, .status = 0}, start);
  EXPECT_TRUE(by.made->is_open());
  by.made->hear(by.first(), {.told = {}, .status = 200}, start + 1s);
  EXPECT_EQ(by.recoveries, 0) << "that was sent before";
  for (int each = 0; each < 3; ++each) by.made->hear(by.first(), {.told = {}, .status = 200}, start + 5s);
  EXPECT_EQ(by.recoveries, 1);
  EXPECT_TRUE(by.made->is_hesitant(start + 5s)) << "it does not send everything at once";
}

TEST(sender, lets_go_of_origins_that_nobody_calls) {
  const auto account = std::make_shared<scripted_account>();
  account->has_own_origins = true;
  scripted_sender by({}, account);
  by.first("https://one");
  const std::weak_ptr<test::scripted_carrier> carried = by.carriers.at("https://one");
  by.carriers.clear();
  by.made->drop_idle(start + 5min, 10min);
  EXPECT_FALSE(carried.expired());
  by.made->drop_idle(start + 1h, 10min);
  EXPECT_TRUE(carried.expired());
}

TEST(sender, tells_people_once_in_five_minutes) {
  scripted_sender by;
  for (int each = 0; each < 10; ++each) by.made->report({"trouble", "words"}, start);
  EXPECT_EQ(by.troubles.size(), 1U);
  by.made->report({"trouble", "words"}, start + 5min);
  EXPECT_EQ(by.troubles.size(), 2U);
}

TEST(sender, keeps_the_ceiling_it_is_given_instead_of_its_providers) {
  const providers::traits slow{.via = provider::expo, .kind = "expo", .ceiling = {.items = 1}};
  const auto admitted = [](scripted_sender& by) {
    int count = 0;
    while (count < 10 && by.made->pace().admit(start)) ++count;
    return count;
  };
  scripted_sender known(slow),
      slower(slow, std::make_shared<scripted_account>(), providers::rate{.items = 3}),
      unlimited(slow, std::make_shared<scripted_account>(), providers::rate{});
  EXPECT_EQ(admitted(known), 1);
  EXPECT_EQ(admitted(slower), 3);
  EXPECT_EQ(admitted(unlimited), 10);
}

TEST(sender, tells_people_anew_of_trouble_that_comes_after_it_was_well) {
  scripted_sender by;
  by.made->hear(by.first(), {.told = {.meaning = answer_class::config}, .status = 403}, start);
  by.made->report({"trouble", "words"}, start);
  by.made->hear(by.first(), {.told = {.meaning = answer_class::ok}, .status = 200}, start + 1min);
  by.made->report({"trouble", "words"}, start + 2min);
  EXPECT_EQ(by.troubles.size(), 2U);
}

TEST(sender, is_closed_while_nothing_could_be_sent_by_it) {
  scripted_sender by;
  const auto now = std::chrono::steady_clock::now();
  EXPECT_FALSE(by.made->is_closed(now));
  auto& load = by.first().carried_by->load;
  while (!by.made->is_full(by.first())) load.take(now);
  EXPECT_FALSE(by.made->is_closed(now)) << "it gets on";
  EXPECT_TRUE(by.made->is_closed(now + 1s));
  load.give_back(now + 1s);
  EXPECT_FALSE(by.made->is_closed(now + 1s));
  by.made->hear(by.first(), {.told = {.meaning = answer_class::config}, .status = 403}, now);
  EXPECT_TRUE(by.made->is_closed(now + 1s));
  EXPECT_GE(by.made->closed_for(500, 0.5, now), 50s);
}

TEST(sender, waits_for_a_token_that_is_late_no_longer) {
  scripted_sender by({}, with_plan(std::make_shared<asked>()));
  const auto now = std::chrono::steady_clock::now();
  EXPECT_TRUE(by.made->wants_credential(carillon::now(), now));
  by.made->when_authorized(by.first(), [] {});
  EXPECT_TRUE(by.made->wants_credential(carillon::now(), now)) << "it may come in a moment";
  EXPECT_FALSE(by.made->is_closed(now));
  const auto later = now + credential::patience + 1s;
  EXPECT_FALSE(by.made->wants_credential(carillon::now(), later));
  EXPECT_TRUE(by.made->is_closed(later));
  by.at("https://issuer.example").answer(200, "T");
  EXPECT_FALSE(by.made->is_closed(later));
}

TEST(sender, puts_off_one_job_after_the_other_until_their_turn) {
  scripted_sender by;
  const auto now = std::chrono::steady_clock::now();
  auto& load = by.first().carried_by->load;
  while (!by.made->is_full(by.first())) load.take(now);
  const auto stuck = now + 2s;
  EXPECT_EQ(by.made->closed_for(320, 0.5, stuck), 1s);
  EXPECT_EQ(by.made->closed_for(320, 0.5, stuck), 10s) << "64 at a time, and two seconds did not do";
  EXPECT_EQ(by.made->closed_for(100'000, 0.0, stuck), 15s) << "spread, for others wait as long";
  EXPECT_EQ(by.made->closed_for(320, 0.5, stuck), 20s) << "it is looked after again in any case";
}

}  // namespace
}  // namespace carillon::engine
