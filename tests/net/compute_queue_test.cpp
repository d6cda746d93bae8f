#include "net/compute_queue.hpp"

#include <gtest/gtest.h>

#include "net/compute_job.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

const steady_time start = steady_time(1h);

class compute_queue_test : public ::testing::Test {
 protected:
  void add(const std::string& owner) {
    EXPECT_TRUE(queue_.add(owner, std::make_shared<compute_job>(), piece_of::new_work));
  }
  /// Whose piece is next; empty for nobody's.
  std::string next(pace kind, steady_time at = start) { return queue_.take(kind, at).owner; }

  presence who_;
  compute_queue queue_{{.share = 0.1, .most_saved = 10ms}, who_};
};

TEST_F(compute_queue_test, is_prompt_for_whoever_is_alone) {
  who_.see("a", start);
  for (int i = 0; i < 10; ++i) {
    add("a");
    EXPECT_EQ(next(pace::left_over), "");
    EXPECT_EQ(next(pace::prompt), "a");
    queue_.note("a", 1s, start);
  }
}

TEST_F(compute_queue_test, leaves_the_rest_of_time_to_who_has_used_up_its_own) {
  for (const auto* each : {"a", "b"}) who_.see(each, start);
  queue_.note("a", 11ms, start);
  add("a");
  add("b");
  EXPECT_EQ(next(pace::prompt), "b");
  EXPECT_EQ(next(pace::prompt), "");
  EXPECT_EQ(next(pace::left_over), "a");
  EXPECT_EQ(queue_.size(), 0U);
}

TEST_F(compute_queue_test, takes_a_debtor_for_prompt_again_when_its_credit_has_grown) {
  for (const auto* each : {"a", "b"}) who_.see(each, start);
  queue_.note("a", 11ms, start);
  add("a");
  EXPECT_EQ(next(pace::prompt, start + 10ms), "");
  EXPECT_EQ(next(pace::prompt, start + 11ms), "a");
}

TEST_F(compute_queue_test, takes_turns_within_each_kind) {
  for (const auto* each : {"a", "b", "c", "d"}) who_.see(each, start);
  for (const auto* each : {"c", "d"}) queue_.note(each, 11ms, start);
  for (const auto* each : {"a", "c", "a", "c", "b", "d"}) add(each);
  for (const auto* each : {"a", "b", "a", ""}) EXPECT_EQ(next(pace::prompt), each);
  for (const auto* each : {"c", "d", "c", ""}) EXPECT_EQ(next(pace::left_over), each);
}

}  // namespace
}  // namespace carillon::net
