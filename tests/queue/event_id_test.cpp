#include <gtest/gtest.h>

#include "queue/event_log.hpp"

namespace carillon::queue {
namespace {

TEST(event_id, leads_back_to_its_position) {
  const project_id project;
  for (const event_position& position :
       {event_position{1'700'000'000'000, 63, (1U << 20) - 1, 511}, event_position{1, 0, 0, 0},
        event_position{(1LL << 48) - 1, 5, 77, 300}}) {
    const auto id = to_event_id(project, position);
    EXPECT_EQ(id.value.bytes[6] >> 4, 7);
    EXPECT_EQ(id.value.bytes[8] >> 6, 2);
    EXPECT_EQ(parse_event_id(project, id).value(), position);
  }
}

TEST(event_id, sorts_by_time) {
  const project_id project;
  EXPECT_LT(to_event_id(project, {1000, 63, 9, 9}), to_event_id(project, {1001, 0, 0, 0}));
}

TEST(event_id, of_another_project_or_made_up_is_refused) {
  const project_id project;
  project_id other;
  other.value.bytes[0] = 1;
  const auto id = to_event_id(project, {1000, 1, 2, 3});
  EXPECT_FALSE(parse_event_id(other, id));
  for (std::size_t index = 0; index < 16; ++index) {
    auto changed = id;
    changed.value.bytes[index] ^= 1;
    EXPECT_FALSE(parse_event_id(project, changed)) << index;
  }
}

}  // namespace
}  // namespace carillon::queue
