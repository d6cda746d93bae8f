#include "queue/event_log.hpp"

#include <algorithm>

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::event_position;
using queue::event_row;

class event_log : public queue_test {
 protected:
  void SetUp() override {
    queue_test::SetUp();
    log = std::make_unique<queue::event_log>(link(), names());
  }
  /// An entry written by hand, so that its time is known.
  void entry(queue::partition where, const std::string& id, const std::string& records,
             const std::string& place = "2:0") {
    call({"XADD", names().events(where, project), id, "b", broadcast.raw(), "j", place, "d", records});
  }
  std::vector<event_row> page(std::size_t limit, std::optional<event_position> older = {},
                              std::optional<event_position> newer = {}) {
    return run(log->page(project, older, newer, limit)).value().rows;
  }
  static std::vector<event_position> positions(const std::vector<event_row>& rows) {
    std::vector<event_position> all;
    for (const auto& row : rows) all.push_back(row.position);
    return all;
  }
  std::unique_ptr<queue::event_log> log;
};

TEST_F(event_log, shows_what_a_commit_wrote) {
  const auto job = claimed(3);
  auto request =
      commit_for(job, packed({outcome(0, delivery_state::delivered), outcome(2, delivery_state::failed)}));
  request.texts = queue::pack_texts({{1, "BadDeviceToken"}});
  run(q().commit(request)).value();
  const auto rows = page(10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record, outcome(2, delivery_state::failed));
  EXPECT_EQ(rows[0].text, "BadDeviceToken");
  EXPECT_EQ(rows[0].number, 2U);
  EXPECT_EQ(rows[0].broadcast, broadcast);
  EXPECT_EQ(rows[0].via, channel::mobile_push);
  EXPECT_EQ(rows[0].position.where, here);
  EXPECT_EQ(rows[1].text, "");
  const auto found = run(log->find(project, rows[0].position)).value();
  EXPECT_EQ(found.text, "BadDeviceToken");
  EXPECT_EQ(found.position, rows[0].position);
}

TEST_F(event_log, finds_numbers_of_listed_jobs_and_drops_rows_of_pruned_ones) {
  have_users(100);
  run(q().plan_listed(request(), here, {11, 42}, {}, "", false)).value();
  const auto job = claim().at(0);
  run(q().commit(commit_for(job, all_of(job, delivery_state::delivered), queue::finish::done))).value();
  const auto rows = page(10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].number, 42U);
  EXPECT_EQ(rows[1].number, 11U);
  EXPECT_EQ(run(log->find(project, rows[0].position)).value().number, 42U);
  call({"DEL", names().job(here, job.id)});
  EXPECT_TRUE(page(10).empty());
  EXPECT_EQ(run(log->find(project, rows[0].position)).error().code, errc::not_found);
}

TEST_F(event_log, reads_on_past_rows_of_pruned_jobs) {
  const auto records = packed({outcome(0, delivery_state::delivered)});
  entry(3, "1000-1", records);
  for (int index = 0; index < 40; ++index) entry(3, std::to_string(2000 + index) + "-1", records, "2:0:l");
  entry(3, "3000-1", records);
  const std::vector<event_position> both{{3000, 3, 1, 0}, {1000, 3, 1, 0}};
  EXPECT_EQ(positions(page(10)), both);
  EXPECT_EQ(positions(page(10, std::nullopt, event_position{})), both);

  // However many there are, one request reads a bounded part of them, and says where to go on.
  const auto cut = run(log->page(project, std::nullopt, std::nullopt, 2)).value();
  EXPECT_EQ(positions(cut.rows), std::vector<event_position>{both.front()});
  ASSERT_TRUE(cut.cut_at);
  std::vector<event_position> rest;
  for (auto at = cut.cut_at; at;) {
    const auto next = run(log->page(project, at, std::nullopt, 2)).value();
    for (const auto& position : positions(next.rows)) rest.push_back(position);
    at = next.cut_at;
  }
  EXPECT_EQ(rest, std::vector<event_position>{both.back()});
}

TEST_F(event_log, pages_in_one_order_both_ways_without_gap_or_repeat) {
  // Entries of one recipient and of many, equal times in several partitions, several entries a millisecond.
  std::size_t wanted = 0;
  for (unsigned index = 0; index < 300; ++index) {
    const auto size = static_cast<std::uint16_t>(index % 7 == 0 ? 40 : 1);
    std::string records;
    for (std::uint16_t offset = 0; offset < size; ++offset) {
      queue::append_packed(records, outcome(offset, delivery_state::delivered));
    }
    const auto id = std::to_string(1000 + index / 20) + "-" + std::to_string(1 + index);
    entry(static_cast<queue::partition>(index * 5 % 64), id, records);
    wanted += size;
  }
  std::vector<event_position> down;
  for (std::optional<event_position> after;;) {
    const auto rows = positions(page(33, after));
    if (rows.empty()) break;
    down.insert(down.end(), rows.begin(), rows.end());
    after = rows.back();
  }
  EXPECT_EQ(down.size(), wanted);
  EXPECT_TRUE(std::is_sorted(down.begin(), down.end(), std::greater<>{}));
  EXPECT_EQ(std::adjacent_find(down.begin(), down.end()), down.end());
  std::vector<event_position> up;
  for (std::optional<event_position> after = event_position{};;) {
    auto rows = positions(page(33, std::nullopt, after));
    if (rows.empty()) break;
    after = rows.front();
    std::reverse(rows.begin(), rows.end());
    up.insert(up.end(), rows.begin(), rows.end());
  }
  std::reverse(up.begin(), up.end());
  EXPECT_EQ(up, down);
}

TEST_F(event_log, leaves_out_deleted_users_however_many) {
  auto hole = outcome(0, delivery_state::skipped);
  hole.via = provider::none;
  hole.reason = static_cast<std::uint16_t>(queue::own_reason::user_deleted);
  entry(3, "1000-1", packed({outcome(0, delivery_state::delivered)}));
  for (int index = 0; index < 20; ++index) entry(3, std::to_string(2000 + index) + "-1", packed({hole}));
  EXPECT_EQ(page(5).size(), 1U);
  EXPECT_EQ(run(log->find(project, {2000, 3, 1, 0})).error().code, errc::not_found);
}

TEST_F(event_log, costs_the_same_at_any_depth) {
  const auto records = packed({outcome(0, delivery_state::delivered)});
  std::vector<net::redis_command> commands_in_one_write;
  for (int index = 0; index < 2000; ++index) {
    commands_in_one_write.push_back(
        {"XADD", names().events(static_cast<queue::partition>(index % 64), project),
         std::to_string(1000 + index) + "-1", "b", broadcast.raw(), "j", "2:0", "d", records});
  }
  run(link().pipeline(std::move(commands_in_one_write)));
  const auto commands = [&] {
    const auto info = call({"INFO", "commandstats"}).text;
    const auto found = info.find("cmdstat_xrevrange:calls=");
    return found == std::string::npos ? 0 : std::stoi(info.substr(found + 24));
  };
  const auto cost_of = [&](std::optional<event_position> after) {
    call({"CONFIG", "RESETSTAT"});
    EXPECT_EQ(page(20, after).size(), 20U);
    return commands();
  };
  const int at_the_top = cost_of(std::nullopt);
  EXPECT_LE(cost_of(event_position{1100, 0, 0, 0}), at_the_top + 64);
  EXPECT_LE(at_the_top, 3 * 64);
}

TEST_F(event_log, asks_each_partition_once_in_the_middle_of_a_crowded_millisecond) {
  const auto records = packed({outcome(0, delivery_state::delivered)});
  std::vector<net::redis_command> entries;
  for (int index = 0; index < 64 * 40; ++index) {
    entries.push_back({"XADD", names().events(static_cast<queue::partition>(index % 64), project),
                       "1000-" + std::to_string(1 + index / 64), "b", broadcast.raw(), "j", "2:0", "d",
                       records});
  }
  run(link().pipeline(std::move(entries)));
  call({"CONFIG", "RESETSTAT"});
  const auto older = page(1, event_position{1000, 31, 20, 0});
  ASSERT_EQ(older.size(), 1U);
  EXPECT_EQ(older.front().position, (event_position{1000, 31, 19, 0}));
  const auto newer = page(1, std::nullopt, event_position{1000, 31, 20, 0});
  ASSERT_EQ(newer.size(), 1U);
  EXPECT_EQ(newer.front().position, (event_position{1000, 31, 21, 0}));
  const auto info = call({"INFO", "commandstats"}).text;
  // The partition of the position answers with the row that was shown, then with the next ones.
  EXPECT_NE(info.find("cmdstat_xrevrange:calls=65,"), std::string::npos) << info;
  EXPECT_NE(info.find("cmdstat_xrange:calls=65,"), std::string::npos) << info;
}

TEST_F(event_log, keeps_other_events_beside_deliveries) {
  ASSERT_TRUE(run(log->append(project, "integration.saved", R"({"name":"apns"})")));
  const auto rows = page(10);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].kind, "integration.saved");
  EXPECT_EQ(rows[0].payload, R"({"name":"apns"})");
  EXPECT_EQ(run(log->find(project, rows[0].position)).value().kind, "integration.saved");
  EXPECT_TRUE(run(log->page({numbered(9)}, std::nullopt, std::nullopt, 10)).value().rows.empty());
  EXPECT_EQ(run(log->find({numbered(9)}, rows[0].position)).error().code, errc::not_found);
}

TEST_F(event_log, leaves_out_an_entry_it_cannot_read) {
  entry(3, "1000-1", "short");
  ASSERT_TRUE(run(log->append(project, "job.failed", "{}")));
  entry(3, "2000-1", "short");
  for (const std::size_t limit : {1, 10})
    EXPECT_EQ(run(log->page(project, std::nullopt, std::nullopt, limit))->rows.size(), 1U);
}

}  // namespace
}  // namespace carillon::test
