#include "queue/wake_message.hpp"

#include <gtest/gtest.h>

#include "tests/queue/queue_fixture.hpp"

namespace carillon::queue {
namespace {

TEST(wake_message, names_a_partition) {
  const auto read = parse_wake_message("17");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->where, 17);
  EXPECT_FALSE(read->urgency);
}

TEST(wake_message, may_tell_the_lane_and_how_many_jobs) {
  const auto read = parse_wake_message("63:std:12");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->where, 63);
  EXPECT_EQ(read->urgency, lane::standard);
  EXPECT_EQ(read->jobs, 12U);
}

TEST(wake_message, is_none_when_it_says_something_else) {
  for (const auto* text : {"", "x", "-1", "64", "1:", "1:hi", "1:hi:", "1:hi:0", "1:hi:-2", "1:none:1",
                           "1:hi:1:2", "1:hi:9999999999", ":hi:1"})
    EXPECT_FALSE(parse_wake_message(text)) << text;
}

class wake_up : public test::queue_test {};

TEST_F(wake_up, tells_what_a_look_would_see) {
  std::vector<std::string> told;
  auto listener = net::connect_redis(context, server().options());
  listener->subscribe(names().wake_pattern(),
                      [&](std::string_view, std::string_view text) { told.emplace_back(text); });
  ASSERT_TRUE(test::run_until(context, [&] { return told.size() == 1; })) << "it may have missed some";
  run(q().accept(record())).value();
  have_users(1201);
  run(q().plan_everyone(request(), here)).value();
  ASSERT_TRUE(test::run_until(context, [&] { return told.size() == 3; }));
  const auto accepted = parse_wake_message(told[1]);
  const auto planned = parse_wake_message(told[2]);
  listener->close();
  context.poll();
  ASSERT_TRUE(accepted && accepted->urgency && planned && planned->urgency);
  const auto seen = run(q().peek()).value();
  EXPECT_EQ(accepted->where, home_of(broadcast));
  EXPECT_EQ(accepted->jobs, seen[accepted->where][static_cast<std::size_t>(*accepted->urgency)]);
  EXPECT_EQ(planned->where, here);
  EXPECT_EQ(planned->jobs, 3U);
  EXPECT_EQ(planned->jobs, seen[here][static_cast<std::size_t>(*planned->urgency)]);
}

}  // namespace
}  // namespace carillon::queue
