#include "queue/event_tail.hpp"

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::event_position;
using queue::tail_cursors;
using queue::whole_entry;

class event_tail : public queue_test {
 protected:
  void SetUp() override {
    queue_test::SetUp();
    tail = std::make_unique<queue::event_tail>(link(), names());
  }
  void entry(queue::partition where, const std::string& id, const std::string& records,
             const std::string& place = "2:0") {
    call({"XADD", names().events(where, project), id, "b", broadcast.raw(), "j", place, "d", records});
  }
  static std::string two_rows() {
    return packed({outcome(0, delivery_state::delivered), outcome(1, delivery_state::failed)});
  }
  std::vector<queue::tail_entry> next(const tail_cursors& cursors, std::vector<queue::partition> of) {
    return run(tail->next(project, cursors, std::move(of))).value();
  }
  std::unique_ptr<queue::event_tail> tail;
};

TEST_F(event_tail, reads_each_partition_from_its_own_cursor) {
  entry(3, "1000-0", two_rows());
  entry(3, "2000-0", two_rows());
  entry(9, "500-0", two_rows());
  tail_cursors cursors;
  auto found = next(cursors, {3, 9, 10});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].end, (event_position{1000, 3, 0, whole_entry}));
  EXPECT_EQ(found[0].rows.size(), 2U);
  EXPECT_EQ(found[1].end, (event_position{500, 9, 0, whole_entry}));
  cursors[3] = found[0].end;
  cursors[9] = found[1].end;
  found = next(cursors, {3, 9});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].end.time_ms, 2000);
}

TEST_F(event_tail, knows_when_the_first_entry_beyond_all_cursors_came) {
  entry(3, "1000-0", two_rows());
  entry(9, "500-0", two_rows());
  tail_cursors cursors;
  EXPECT_EQ(run(tail->first_unread_ms(project, cursors)).value(), 500);
  cursors[9] = event_position{500, 9, 0, whole_entry};
  EXPECT_EQ(run(tail->first_unread_ms(project, cursors)).value(), 1000);
  cursors[3] = event_position{1000, 3, 0, whole_entry};
  EXPECT_EQ(run(tail->first_unread_ms(project, cursors)).value(), std::nullopt);
}

TEST_F(event_tail, goes_on_within_an_entry) {
  entry(3, "1000-0", two_rows());
  tail_cursors cursors;
  cursors[3] = event_position{1000, 3, 0, 0};
  const auto found = next(cursors, {3});
  ASSERT_EQ(found.size(), 1U);
  ASSERT_EQ(found[0].rows.size(), 1U);
  EXPECT_EQ(found[0].rows[0].position.index, 1U);
}

TEST_F(event_tail, ends_where_nothing_older_is_read_again) {
  entry(3, "1000-0", two_rows());
  const auto ends = run(tail->ends(project)).value();
  EXPECT_FALSE(ends[4]);
  ASSERT_TRUE(ends[3]);
  EXPECT_TRUE(next(ends, {3, 4}).empty());
  // In the same millisecond, and with a clock that was set back in another partition.
  entry(3, "1000-1", two_rows());
  entry(4, "10-0", two_rows());
  EXPECT_EQ(next(ends, {3, 4}).size(), 2U);
}

TEST_F(event_tail, passes_entries_that_cannot_be_read) {
  entry(3, "1000-0", "damaged");
  entry(3, "2000-0", two_rows(), "2:0:l");  // of a job that was pruned
  tail_cursors cursors;
  for (const auto time : {1000, 2000}) {
    const auto found = next(cursors, {3});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].end.time_ms, time);
    EXPECT_TRUE(found[0].rows.empty());
    cursors[3] = found[0].end;
  }
}

TEST_F(event_tail, reads_cursors_back_as_they_were_written) {
  const event_position cursor{1'700'000'000'000, 5, 3, 17};
  EXPECT_EQ(queue::cursor_text(cursor), "1700000000000-3:17");
  EXPECT_EQ(queue::parse_cursor(queue::cursor_text(cursor), 5).value(), cursor);
  for (const auto* text : {"", "1-2", "1:2", "1-2:600", "1-2:-1", "a-b:1"})
    EXPECT_FALSE(queue::parse_cursor(text, 5)) << text;
}

}  // namespace
}  // namespace carillon::test
