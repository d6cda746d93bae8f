#include "queue/retention.hpp"

#include <numeric>
#include <set>

#include "queue/event_log.hpp"
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::event_position;
using queue::tail_cursors;
using queue::whole_entry;

class retention : public queue_test {
 protected:
  void SetUp() override {
    queue_test::SetUp();
    retention_.emplace(link(), names());
  }
  queue::retention& kept() { return *retention_; }
  /// Later than anything these tests write.
  static timestamp later() { return now() + std::chrono::hours(1); }

  std::set<std::string> all_keys() {
    std::set<std::string> found;
    for (const auto& key : call({"KEYS", "*"}).elements) {
      // The virtual clocks, one a lane and partition, stay for ever.
      if (key.text.find(":vt:") == std::string::npos) found.insert(key.text);
    }
    return found;
  }
  /// Accepts, plans for `partitions` and delivers, as far as asked.
  void send(broadcast_id id, const std::vector<queue::partition>& partitions, bool is_listed = false,
            bool is_delivered = true) {
    broadcast = id;
    run(q().accept(record())).value();
    const auto plan = claim(1, queue::home_of(id)).at(0);
    std::uint64_t bits = 0;
    for (const auto where : partitions) {
      bits |= std::uint64_t{1} << where;
      bool is_complete = false;
      while (!is_complete) {
        std::vector<std::uint32_t> numbers(5200);
        std::iota(numbers.begin(), numbers.end(), 0U);
        const auto made = is_listed ? run(q().plan_listed(request(), where, numbers, {}, "", false))
                                    : run(q().plan_everyone(request(), where));
        is_complete = made.value().is_complete;
      }
    }
    ASSERT_TRUE(run(q().planned(plan, bits, {channel::mobile_push}, "")));
    if (!is_delivered) return;
    for (const auto where : partitions) {
      for (auto jobs = claim(100, where); !jobs.empty(); jobs = claim(100, where)) {
        for (const auto& job : jobs) {
          run(q().commit(commit_for(job, all_of(job, delivery_state::delivered), queue::finish::done)))
              .value();
        }
      }
    }
    ASSERT_TRUE(run(q().finish_broadcast(id)).value());
  }

 private:
  std::optional<queue::retention> retention_;
};

TEST_F(retention, brings_redis_back_to_what_it_was) {
  for (const queue::partition where : std::array<queue::partition, 2>{3, 7}) have_users(30'000, where);
  send({numbered(10)}, {3, 7});
  run(kept().prune_broadcasts(project, later())).value();
  run(kept().trim_events(project, later())).value();
  const auto before = all_keys();
  send({numbered(11)}, {3, 7});
  send({numbered(12)}, {7}, true);
  EXPECT_GT(all_keys().size(), before.size() + 200);
  EXPECT_EQ(run(kept().prune_broadcasts(project, later())).value().removed, 2U);
  while (!run(kept().trim_events(project, later())).value().is_complete) {
  }
  EXPECT_EQ(all_keys(), before);
  EXPECT_EQ(run(q().find(project, {numbered(11)})).error().code, errc::not_found);
  EXPECT_TRUE(run(q().list(project, std::nullopt, std::nullopt, 10)).value().rows.empty());
}

TEST_F(retention, never_touches_what_is_not_finished) {
  have_users(1200);
  send({numbered(20)}, {here}, false, false);
  const auto before = all_keys();
  const auto done = run(kept().prune_broadcasts(project, later())).value();
  EXPECT_EQ(done.removed, 0U);
  EXPECT_TRUE(done.is_complete);
  EXPECT_EQ(all_keys(), before);
  EXPECT_EQ(claim().size(), 3U);
}

TEST_F(retention, keeps_jobs_that_are_open_although_the_record_says_processed) {
  have_users(1200);
  send({numbered(21)}, {here}, false, false);
  call({"HSET", names().broadcast(broadcast), "st", "processed"});
  const auto before = all_keys();
  EXPECT_EQ(run(kept().prune_broadcasts(project, later())).value().removed, 0U);
  EXPECT_EQ(all_keys(), before);
}

TEST_F(retention, keeps_what_is_young) {
  have_users(3);
  send({numbered(22)}, {here});
  const auto before = all_keys();
  EXPECT_EQ(run(kept().prune_broadcasts(project, record().created)).value().removed, 0U);
  EXPECT_EQ(run(kept().trim_events(project, now() - std::chrono::hours(1))).value().removed, 0U);
  EXPECT_EQ(all_keys(), before);
}

TEST_F(retention, says_what_was_removed_before_a_follower_of_the_log_came_to_it) {
  const auto stream = names().events(here, project);
  for (const auto* id : {"1000-0", "2000-0", "3000-0"})
    call({"XADD", stream, id, "k", "job.failed", "p", "{}"});
  const auto come_to = [](std::int64_t time_ms) {
    tail_cursors cursors;
    cursors[here] = event_position{time_ms, here, 0, whole_entry};
    return cursors;
  };
  const auto within = [] {
    tail_cursors cursors;
    cursors[here] = event_position{2000, here, 0, 7};
    return cursors;
  }();
  const auto trimmed =
      run(kept().trim_events(project, from_unix_ms(2500),
                             {tail_cursors{}, come_to(1000), within, come_to(2000), come_to(9000)}))
          .value();
  EXPECT_EQ(trimmed.removed, 2U);
  EXPECT_EQ(trimmed.missed_ms, (std::vector<std::int64_t>{1000, 2000, 2000, 0, 0}));
  const auto rest = run(kept().trim_events(project, later(), {come_to(2000), come_to(3000)})).value();
  EXPECT_EQ(rest.missed_ms, (std::vector<std::int64_t>{3000, 0})) << "an empty stream goes as well";
}

TEST_F(retention, leaves_other_projects_alone) {
  have_users(3);
  send({numbered(23)}, {here});
  const auto before = all_keys();
  run(kept().prune_broadcasts({numbered(99)}, later())).value();
  run(kept().trim_events({numbered(99)}, later())).value();
  EXPECT_EQ(all_keys(), before);
}

TEST_F(retention, goes_past_unfinished_broadcasts_and_stops_after_its_share) {
  for (std::uint64_t each = 0; each < 300; ++each) {
    const broadcast_id id{numbered(1000 + each)};
    if (queue::home_of(id) != here) continue;  // one partition's index is enough
    const bool is_open = each % 2 == 0;
    call({"HSET", names().broadcast(id), "t", std::string(project.raw()), "st",
          is_open ? "accepted" : "processed", "cr", std::to_string(each), "parts", "0"});
    call({"ZADD", names().broadcast_index(here, project), std::to_string(each), std::string(id.raw())});
  }
  // Records a crash left without.
  std::int64_t orphans = 0;
  for (std::uint64_t each = 0; orphans < 70; ++each) {
    const broadcast_id id{numbered(9'000'000 + each)};
    if (queue::home_of(id) != here) continue;
    call({"ZADD", names().broadcast_index(here, project), "5", std::string(id.raw())});
    ++orphans;
  }
  const auto in_index = size_of(names().broadcast_index(here, project));
  const auto first = run(kept().prune_broadcasts(project, later())).value();
  EXPECT_FALSE(first.is_complete);
  EXPECT_GE(first.removed, 64U);
  auto last = first;
  while (!last.is_complete) last = run(kept().prune_broadcasts(project, later())).value();
  EXPECT_LE(size_of(names().broadcast_index(here, project)), in_index - orphans);
  for (const auto& left : call({"ZRANGE", names().broadcast_index(here, project), "0", "-1"}).elements) {
    const broadcast_id id{uuid::from_raw(left.text).value()};
    EXPECT_EQ(call({"HGET", names().broadcast(id), "st"}).text, "accepted");
  }
}

TEST_F(retention, goes_on_where_a_crash_interrupted_it) {
  have_users(20'000);
  send({numbered(30)}, {here});
  const auto counters = names().counters(here, broadcast);
  const net::redis_script& script = queue::built_in_scripts().prune_jobs;
  std::vector<std::string> args = {names().of_partition(here), queue::short_id(broadcast.value), "7"};
  const auto once = run(link().call(script, {counters}, std::move(args))).value();
  EXPECT_EQ(once.elements.at(0).integer, 0);
  EXPECT_EQ(once.elements.at(1).integer, 7);
  EXPECT_EQ(run(kept().prune_broadcasts(project, later())).value().removed, 1U);
  for (const auto& key : all_keys()) {
    EXPECT_EQ(key.find(queue::short_id(broadcast.value)), std::string::npos) << key;
  }
}

TEST_F(retention, trims_events_to_the_entry_whatever_their_number) {
  const auto stream = names().events(here, project);
  for (int each = 1; each <= 2500; ++each) {
    call({"XADD", stream, std::to_string(each * 1000) + "-0", "k", "broadcast.processed", "p", "{}"});
  }
  std::uint64_t removed = 0;
  auto last = queue::retention::removal{.removed = 0, .is_complete = false};
  while (!last.is_complete) {
    last = run(kept().trim_events(project, from_unix_ms(2'301'000))).value();
    removed += last.removed;
  }
  EXPECT_EQ(removed, 2300U);
  EXPECT_EQ(call({"XLEN", stream}).integer, 200);
}

}  // namespace
}  // namespace carillon::test
