#include "api/http/memory_brake.hpp"

#include <gtest/gtest.h>

#include <set>

namespace carillon::api {
namespace {

using level = memory_brake::level;

TEST(memory_brake, refuses_nothing_while_there_is_memory) {
  memory_brake brake;
  EXPECT_FALSE(brake.see(0));
  EXPECT_FALSE(brake.see(0.799));
  EXPECT_FALSE(brake.refusal_of_broadcasts());
  EXPECT_FALSE(brake.refusal_of_writes());
}

TEST(memory_brake, refuses_new_broadcasts_from_eight_tenths_on_and_all_writes_from_nine) {
  memory_brake brake;
  EXPECT_TRUE(brake.see(0.8));
  EXPECT_TRUE(brake.refusal_of_broadcasts());
  EXPECT_FALSE(brake.refusal_of_writes());
  EXPECT_TRUE(brake.see(0.9));
  EXPECT_TRUE(brake.refusal_of_broadcasts());
  EXPECT_TRUE(brake.refusal_of_writes());
}

TEST(memory_brake, is_not_set_and_released_in_turn_at_the_edge) {
  memory_brake brake;
  brake.see(0.9);
  EXPECT_FALSE(brake.see(0.89));
  EXPECT_EQ(brake.now(), level::writes);
  EXPECT_TRUE(brake.see(0.87));
  EXPECT_EQ(brake.now(), level::broadcasts);
  EXPECT_FALSE(brake.see(0.79));
  EXPECT_TRUE(brake.see(0.77));
  EXPECT_EQ(brake.now(), level::released);
}

TEST(memory_brake, tells_clients_how_full_it_is_and_to_come_back_one_by_one) {
  memory_brake brake;
  brake.see(0.853);
  std::set<std::int64_t> waits;
  for (int each = 0; each < 100; ++each) {
    const auto refused = brake.refusal_of_broadcasts();
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->code, "queue_full");
    EXPECT_NE(refused->message.find("85 %"), std::string::npos) << refused->message;
    waits.insert(refused->retry_after->count());
  }
  EXPECT_GE(*waits.begin(), 5);
  EXPECT_LE(*waits.rbegin(), 30);
  EXPECT_GT(waits.size(), 10U);
}

}  // namespace
}  // namespace carillon::api
