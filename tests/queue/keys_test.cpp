#include "queue/keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace carillon::queue {
namespace {

TEST(slot_of, hashes_what_stands_in_braces) {
  EXPECT_EQ(slot_of("123456789"), 0x31c3);  // CRC-16/XMODEM's check value, below 16384
  EXPECT_EQ(slot_of("{user1000}.following"), slot_of("{user1000}.followers"));
  EXPECT_EQ(slot_of("foo{}{bar}"), slot_of("foo{}{bar}"));
  EXPECT_NE(slot_of("foo{}{bar}"), slot_of("bar"));  // empty braces: the whole key counts
  EXPECT_EQ(slot_of("foo{{bar}}zap"), slot_of("{bar"));
  EXPECT_EQ(slot_of("foo{bar}{zap}"), slot_of("bar"));
}

TEST(tag, lies_in_the_middle_of_its_partitions_share_of_slots) {
  for (unsigned p = 0; p < partition_count; ++p) {
    const double wanted = (p + 0.5) * 16384 / partition_count;
    EXPECT_NEAR(slot_of(tag(static_cast<partition>(p))), wanted, 2) << p;
  }
}

TEST(tag, spreads_partitions_evenly_over_any_number_of_masters) {
  for (unsigned masters = 1; masters <= 64; ++masters) {
    std::map<unsigned, unsigned> load;
    for (unsigned p = 0; p < partition_count; ++p) {
      // As redis-cli --cluster create cuts the slots.
      ++load[slot_of(tag(static_cast<partition>(p))) * masters / 16384];
    }
    EXPECT_EQ(load.size(), masters);
    for (const auto& [master, partitions] : load) {
      EXPECT_NEAR(partitions, 64.0 / masters, 1.5) << masters << " masters, number " << master;
    }
  }
}

TEST(keys, of_one_partition_share_a_slot) {
  const keys names("c:");
  const project_id project;
  const broadcast_id broadcast;
  const partition home = home_of(broadcast);
  const auto slot = slot_of(tag(home));
  for (const auto& key :
       {names.broadcast(broadcast), names.broadcast_index(home, project), names.open_broadcasts(home),
        names.job(home, "x{y}"), names.outcomes(home, "x"), names.counters(home, broadcast),
        names.broadcast_texts(broadcast), names.texts_aside(broadcast, "n"), names.ready(home, lane::bulk),
        names.leases(home), names.events(home, project), names.topic(home, project, "{news}"),
        names.of_partition(home), names.preferences(home, project, 1),
        names.inbox(home, project, user_id())}) {
    EXPECT_EQ(slot_of(key), slot) << key;
  }
}

TEST(keys, of_different_things_differ) {
  const keys names("c:");
  const project_id project;
  std::set<std::string> all = {names.ready(0, lane::high),
                               names.ready(0, lane::standard),
                               names.ready(0, lane::bulk),
                               names.finish_times(0, lane::high),
                               names.virtual_time(0, lane::high),
                               names.leases(0),
                               names.due(0),
                               names.dead(0),
                               names.job(0, "j"),
                               names.outcomes(0, "j"),
                               names.done_devices(0, "j"),
                               names.events(0, project),
                               names.sequence(0, project),
                               names.topic(0, project, "t"),
                               names.endpoints(project),
                               names.endpoint_lease(project),
                               names.endpoint_progress(project, {}),
                               names.endpoint_retries(project, {}),
                               names.endpoint_attempts(project, {}),
                               names.projects_with_endpoints()};
  EXPECT_EQ(all.size(), 20U);
}

TEST(partition_of, depends_on_project_and_user_and_reaches_every_partition) {
  std::set<partition> reached;
  for (std::uint8_t number = 0; number < 255; ++number) {
    user_id user;
    user.value.bytes[15] = number;
    for (std::uint8_t other = 0; other < 8; ++other) {
      project_id project;
      project.value.bytes[0] = other;
      reached.insert(partition_of(project, user));
    }
  }
  EXPECT_EQ(reached.size(), partition_count);
}

TEST(short_id, is_read_back_and_refuses_anything_else) {
  uuid value;
  value.bytes[3] = 0xab;
  const auto text = short_id(value);
  EXPECT_EQ(text.size(), 22U);
  EXPECT_EQ(parse_short_id(text).value(), value);
  EXPECT_FALSE(parse_short_id(text + "A"));
  EXPECT_FALSE(parse_short_id(text.substr(1)));
  EXPECT_FALSE(parse_short_id("!" + text.substr(1)));
}

}  // namespace
}  // namespace carillon::queue
