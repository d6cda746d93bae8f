#include "queue/ready_ages.hpp"

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using namespace std::chrono_literals;

class ready_ages : public queue_test {
 protected:
  std::vector<queue::ready_age> look(lane which) {
    return run(queue::ready_ages(client(), names()).look(which)).value();
  }
  /// As if the plan of the broadcast had been accepted so much earlier.
  void age_plan(std::chrono::milliseconds by) {
    const auto job = names().job(queue::home_of(broadcast), queue::short_id(broadcast.value) + ":plan");
    const auto made = std::stoll(call({"HGET", job, "cr"}).text);
    call({"HSET", job, "cr", std::to_string(made - by.count())});
  }
};

TEST_F(ready_ages, are_none_of_an_empty_queue) {
  EXPECT_TRUE(look(lane::high).empty());
}

TEST_F(ready_ages, tell_whose_job_waits_and_for_how_long) {
  ASSERT_TRUE(run(q().accept(record())));
  age_plan(2h);
  const auto found = look(record().urgency);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].project, project);
  EXPECT_GE(found[0].waited, 2h);
  EXPECT_LT(found[0].waited, 3h);
  EXPECT_TRUE(look(lane::bulk).empty());
}

TEST_F(ready_ages, leave_out_what_was_tried_before) {
  ASSERT_TRUE(run(q().accept(record())));
  const auto held = claim(1, queue::home_of(broadcast)).at(0);
  EXPECT_TRUE(look(record().urgency).empty());
  queue::commit_request back{.job_id = held.id,
                             .where = held.where,
                             .right = held.right,
                             .project = project,
                             .broadcast = broadcast,
                             .records = {},
                             .texts = {},
                             .finish = queue::finish::release};
  ASSERT_TRUE(run(q().commit(back)));
  EXPECT_TRUE(look(record().urgency).empty());
}

}  // namespace
}  // namespace carillon::test
