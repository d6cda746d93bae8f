#include "engine/webhooks/call_ledger.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using positions = std::vector<queue::event_position>;

queue::event_position at(queue::partition where, std::int64_t time) {
  return {time, where, 0, 0};
}

class ledger_of_calls : public ::testing::Test {
 protected:
  void end(queue::event_position place) {
    queue::ended_call ended;
    ended.attempts = static_cast<unsigned>(place.time_ms);
    book.end(place, ended);
  }
  call_ledger book;
};

TEST_F(ledger_of_calls, moves_a_cursor_past_what_ended_and_has_nothing_open_before_it) {
  for (const auto time : {1, 2, 3}) book.expect(at(5, time));
  end(at(5, 2));
  EXPECT_TRUE(book.take(10).cursors.empty());
  EXPECT_TRUE(book.take(10).calls.empty());
  end(at(5, 1));
  const auto taken = book.take(10);
  EXPECT_EQ(taken.cursors, positions{at(5, 2)});
  ASSERT_EQ(taken.calls.size(), 2U);
  EXPECT_EQ(taken.calls[1].attempts, 2U);
  EXPECT_EQ(book.size(), 1U);
  EXPECT_TRUE(book.take(10).cursors.empty());
}

TEST_F(ledger_of_calls, keeps_partitions_apart) {
  book.expect(at(5, 1));
  book.expect(at(6, 1));
  end(at(6, 1));
  EXPECT_EQ(book.take(10).cursors, positions{at(6, 1)});
}

TEST_F(ledger_of_calls, passes_what_is_not_to_be_told) {
  book.pass(at(5, 1));
  book.pass(at(5, 2));
  book.expect(at(5, 3));
  book.pass(at(5, 4));
  EXPECT_EQ(book.take(10).cursors, positions{at(5, 2)});
  end(at(5, 3));
  const auto taken = book.take(10);
  EXPECT_EQ(taken.cursors, positions{at(5, 4)});
  EXPECT_EQ(taken.calls.size(), 1U);
}

TEST_F(ledger_of_calls, gives_no_more_than_it_is_asked_for) {
  for (const auto time : {1, 2, 3}) {
    book.expect(at(5, time));
    end(at(5, time));
  }
  EXPECT_EQ(book.take(2).cursors, positions{at(5, 2)});
  EXPECT_EQ(book.take(2).cursors, positions{at(5, 3)});
}

}  // namespace
}  // namespace carillon::engine
