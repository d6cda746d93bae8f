#include "tests/queue/protocol_model.hpp"

#include <gmock/gmock.h>

namespace carillon::test {
namespace {

constexpr unsigned seeds = 12;
constexpr unsigned seeds_for_a_mutant = 4;

class protocol : public protocol_model {
 protected:
  /// Of all seeds.
  std::set<std::string> broken_by(std::string_view guard) {
    const mutant without(guard);
    std::set<std::string> all;
    for (unsigned seed = 1; seed <= seeds_for_a_mutant; ++seed) {
      for (const auto& one : violations_of(seed, without.scripts())) all.insert(one);
    }
    return all;
  }
};

TEST_F(protocol, keeps_the_books_exact_whatever_workers_do) {
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    EXPECT_THAT(violations_of(seed, queue::built_in_scripts()), testing::IsEmpty()) << "seed " << seed;
  }
}

TEST_F(protocol, without_the_fence_is_caught) {
  EXPECT_THAT(broken_by("no_fence"), testing::Contains("jobs done and jobs differ"));
}

TEST_F(protocol, without_the_outcome_guard_is_caught) {
  const auto broken = broken_by("no_outcome_guard");
  EXPECT_THAT(broken, testing::Contains("a repeated commit was counted again"));
  EXPECT_THAT(broken, testing::Contains(testing::HasSubstr("two events")));
}

TEST_F(protocol, without_the_hole_check_is_caught) {
  EXPECT_THAT(broken_by("no_hole_check"),
              testing::Contains(testing::HasSubstr("recipients with an outcome")));
}

}  // namespace
}  // namespace carillon::test
