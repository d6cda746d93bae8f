#include "engine/outcome/receipt_verdict.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum receipt_verdict::kind;
using providers::answer;
using providers::answer_class;

constexpr receipt_situation after(std::chrono::milliseconds age) {
  return {.age = age, .first_after = 15min, .kept_for = 24h};
}
receipt_verdict judge(std::optional<answer> told, std::chrono::milliseconds age,
                      std::optional<answer> refusal = std::nullopt) {
  return judge_receipt(told, refusal, after(age));
}

TEST(receipt_verdict, says_what_a_receipt_says) {
  EXPECT_EQ(judge(answer{}, 15min).what, delivered);
  EXPECT_EQ(judge(answer{.meaning = answer_class::dead}, 15min).what, dead);
  for (const auto other : {answer_class::payload, answer_class::config, answer_class::retry})
    EXPECT_EQ(judge(answer{.meaning = other}, 15min).what, undelivered);
}

TEST(receipt_verdict, believes_a_receipt_however_late_it_comes) {
  EXPECT_EQ(judge(answer{}, 48h).what, delivered);
}

TEST(receipt_verdict, asks_again_after_as_long_again) {
  EXPECT_EQ(judge({}, 15min), (receipt_verdict{ask_again, 15min}));
  EXPECT_EQ(judge({}, 1h), (receipt_verdict{ask_again, 1h}));
}

TEST(receipt_verdict, asks_again_every_four_hours_at_the_latest) {
  EXPECT_EQ(judge({}, 10h), (receipt_verdict{ask_again, 4h}));
}

TEST(receipt_verdict, asks_a_last_time_at_the_end) {
  EXPECT_EQ(judge({}, 23h), (receipt_verdict{ask_again, 1h}));
  EXPECT_EQ(judge({}, 24h).what, unconfirmed);
}

TEST(receipt_verdict, does_not_wait_that_long_after_a_refusal) {
  EXPECT_EQ(judge({}, 10h, answer{.meaning = answer_class::retry}), (receipt_verdict{ask_again, 1min}));
  EXPECT_EQ(judge({}, 10h, answer{.meaning = answer_class::retry_after, .wait = 5min}),
            (receipt_verdict{ask_again, 5min}));
}

TEST(receipt_verdict, gives_up_after_refusals_too) {
  EXPECT_EQ(judge({}, 24h, answer{.meaning = answer_class::config}).what, unconfirmed);
}

TEST(receipt_verdict, asks_often_where_the_first_time_comes_soon) {
  EXPECT_EQ(judge_receipt({}, {}, {.age = 100ms, .first_after = 200ms, .kept_for = 1s}),
            (receipt_verdict{ask_again, 200ms}));
}

}  // namespace
}  // namespace carillon::engine
