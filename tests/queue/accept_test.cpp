#include "tests/queue/queue_fixture.hpp"
#include "tests/support/full_redis.hpp"

namespace carillon::test {
namespace {

using queue::accept_outcome;

class accept : public queue_test {
 protected:
  accept_outcome accepted(queue::broadcast_record made) { return run(q().accept(std::move(made))).value(); }
  queue::partition home() { return queue::home_of(broadcast); }
};

TEST_F(accept, makes_a_record_a_plan_job_and_an_open_broadcast) {
  EXPECT_EQ(accepted(record()), accept_outcome::created);
  const auto found = run(q().find(project, broadcast)).value();
  EXPECT_EQ(found.request_hash, record().request_hash);
  EXPECT_EQ(found.body, record().body);
  EXPECT_EQ(found.recipients, record().recipients);
  EXPECT_EQ(found.created, record().created);
  EXPECT_EQ(found.expires_ms, record().expires_ms);
  EXPECT_EQ(found.urgency, lane::high);
  EXPECT_EQ(found.trace, record().trace);
  EXPECT_EQ(found.state, queue::broadcast_record::stage::accepted);
  EXPECT_EQ(run(q().open_broadcasts(home(), 10)).value(), std::vector{broadcast});

  const auto jobs = claim(10, home());
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_TRUE(jobs[0].is_plan);
  EXPECT_EQ(jobs[0].broadcast, broadcast);
  EXPECT_EQ(jobs[0].project, project);
  EXPECT_EQ(jobs[0].urgency, lane::high);
  EXPECT_EQ(jobs[0].count, 0U);
  EXPECT_EQ(jobs[0].expires_ms - jobs[0].created_ms, 60'000);
}

TEST_F(accept, again_changes_nothing_and_answers_replayed_or_conflict) {
  ASSERT_EQ(accepted(record()), accept_outcome::created);
  EXPECT_EQ(accepted(record()), accept_outcome::replayed);
  auto other = record();
  other.request_hash = std::string(32, 'x');
  EXPECT_EQ(accepted(other), accept_outcome::conflict);
  auto foreign = record();
  foreign.project = {numbered(9)};
  EXPECT_EQ(accepted(foreign), accept_outcome::conflict);
  EXPECT_EQ(size_of(names().ready(home(), lane::high)), 1);
  EXPECT_EQ(size_of(names().broadcast_index(home(), project)), 1);
}

TEST_F(accept, replayed_after_the_plan_makes_no_second_plan) {
  accepted(record());
  const auto plan = claim(1, home()).at(0);
  ASSERT_TRUE(run(q().planned(plan, 0, {channel::mobile_push}, "")));
  EXPECT_EQ(accepted(record()), accept_outcome::replayed);
  EXPECT_TRUE(claim(10, home()).empty());
}

TEST_F(accept, needs_no_room_to_start_where_it_was_before) {
  ASSERT_TRUE(run(q().prepare()));
  {
    const test::full_redis full(server());
    queue::queue later(client(), {});
    const auto prepared = run(later.prepare());
    EXPECT_TRUE(prepared) << prepared.error().detail;
  }
  call({"DEL", names().config()});
  const test::full_redis full(server());
  queue::queue first(client(), {});
  EXPECT_FALSE(run(first.prepare()));
}

TEST_F(accept, is_refused_when_redis_is_full) {
  call({"CONFIG", "SET", "maxmemory", "1"});
  const auto refused = run(q().accept(record()));
  call({"CONFIG", "SET", "maxmemory", "0"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_EQ(call({"EXISTS", names().broadcast(broadcast)}).integer, 0);
}

TEST_F(accept, waits_for_a_replica_when_told_to) {
  queue::queue careful(link(), {.durability = "replica"});
  const auto refused = run(careful.accept(record()));
  ASSERT_FALSE(refused);  // this server has no replica
  EXPECT_EQ(refused.error().code, errc::unavailable);
  // It may exist nevertheless: the client's retry with the same key is safe.
  EXPECT_EQ(accepted(record()), accept_outcome::replayed);
}

TEST_F(accept, is_on_the_replica_when_it_returns) {
  const auto port = free_port();
  redis_process primary({"--port", port, "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"});
  redis_process replica({"--replicaof", "127.0.0.1 " + port});
  const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  // It is "online" once the dump is sent, and confirms writes only once it has loaded it.
  const auto connection = net::connect_redis(context, primary.options());
  const auto is_confirming = [&] {
    const auto replies = run(connection->pipeline({{"SET", "warm", "up"}, {"WAIT", "1", "1000"}}));
    return replies[1].value().integer >= 1;
  };
  while (!is_confirming()) ASSERT_LT(std::chrono::steady_clock::now(), guard);
  for (const std::string durability : {"replica", "replica+fsync"}) {
    queue::queue careful(*connection, {.durability = durability});
    ASSERT_TRUE(run(careful.prepare()));
    auto made = record();
    made.id = {numbered(durability.size())};
    EXPECT_EQ(run(careful.accept(made)).value(), accept_outcome::created);
    EXPECT_EQ(replica.command({"EXISTS", names().broadcast(made.id)}).integer, 1);
  }
  connection->close();
}

TEST_F(accept, find_tells_nothing_about_another_projects_broadcast) {
  accepted(record());
  EXPECT_EQ(run(q().find({numbered(9)}, broadcast)).error().code, errc::not_found);
  EXPECT_EQ(run(q().find(project, {numbered(9)})).error().code, errc::not_found);
  EXPECT_EQ(run(q().progress({numbered(9)})).error().code, errc::not_found);
}

TEST_F(accept, list_pages_through_equal_timestamps_without_gap_or_repeat) {
  constexpr std::uint64_t count =
      150;  // three timestamps of 50: several a partition, more than one fetch each
  for (std::uint64_t number = 0; number < count; ++number) {
    auto made = record();
    made.id = {numbered(1000 + number)};
    made.created = from_unix_us(static_cast<std::int64_t>(5000 + number % 3));
    ASSERT_EQ(accepted(made), accept_outcome::created);
  }
  std::vector<queue::queue::position> seen;
  std::optional<queue::queue::position> after;
  for (;;) {
    const auto page = run(q().list(project, after, std::nullopt, 7)).value().rows;
    if (page.empty()) break;
    for (const auto& row : page) seen.push_back({to_unix_us(row.created), row.id});
    after = seen.back();
  }
  ASSERT_EQ(seen.size(), count);
  for (std::size_t index = 1; index < seen.size(); ++index) {
    EXPECT_GT(std::tie(seen[index - 1].created_us, seen[index - 1].id),
              std::tie(seen[index].created_us, seen[index].id));
  }
  // The page before the 20th row holds the seven just above it, newest first.
  const auto previous = run(q().list(project, std::nullopt, seen[20], 7)).value().rows;
  ASSERT_EQ(previous.size(), 7U);
  for (std::size_t index = 0; index < 7; ++index) EXPECT_EQ(previous[index].id, seen[13 + index].id);
  EXPECT_TRUE(run(q().list({numbered(9)}, std::nullopt, std::nullopt, 7)).value().rows.empty());
}

TEST_F(accept, list_reads_on_past_what_it_cannot_show) {
  constexpr std::uint64_t count = 40;
  for (std::uint64_t number = 0; number < count; ++number) {
    auto made = record();
    made.id = {numbered(1000 + number)};
    made.created = from_unix_us(static_cast<std::int64_t>(5000 + number));
    ASSERT_EQ(accepted(made), accept_outcome::created);
    const bool is_readable = number == 0 || number == count - 1;
    if (!is_readable) call({"HSET", names().broadcast(made.id), "t", "nobody"});
  }
  const auto ids = [](const queue::queue::listing& page) {
    std::vector<broadcast_id> all;
    for (const auto& row : page.rows) all.push_back(row.id);
    return all;
  };
  const std::vector<broadcast_id> both{{numbered(1000 + count - 1)}, {numbered(1000)}};
  EXPECT_EQ(ids(run(q().list(project, std::nullopt, std::nullopt, 10)).value()), both);
  const queue::queue::position start{0, {numbered(1)}};
  EXPECT_EQ(ids(run(q().list(project, std::nullopt, start, 10)).value()), both);

  // However much is damaged, one request reads a bounded part of it, and says where to go on.
  const auto cut = run(q().list(project, std::nullopt, std::nullopt, 2)).value();
  EXPECT_EQ(ids(cut), std::vector<broadcast_id>{both.front()});
  ASSERT_TRUE(cut.cut_at);
  std::optional<queue::queue::position> at = cut.cut_at;
  std::vector<broadcast_id> rest;
  while (at) {
    const auto next = run(q().list(project, at, std::nullopt, 2)).value();
    for (const auto& id : ids(next)) rest.push_back(id);
    at = next.cut_at;
  }
  EXPECT_EQ(rest, std::vector<broadcast_id>{both.back()});
}

TEST_F(accept, list_goes_on_when_the_bytes_that_ended_it_were_damaged) {
  for (std::uint64_t number = 0; number < 3; ++number) {
    auto made = record();
    made.id = {numbered(1000 + number)};
    made.created = from_unix_us(static_cast<std::int64_t>(5000 + number));
    made.body = "{" + std::string(1000, ' ') + "}";
    ASSERT_EQ(accepted(made), accept_outcome::created);
  }
  call({"HSET", names().broadcast({numbered(1002)}), "t", "nobody"});
  const auto page = run(q().list(project, std::nullopt, std::nullopt, 10, 500)).value();
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.rows[0].id, broadcast_id{numbered(1001)});
  ASSERT_TRUE(page.cut_at);
  EXPECT_EQ(page.cut_at->id, broadcast_id{numbered(1001)});
}

TEST_F(accept, prepare_tells_a_new_redis_from_one_of_builds_before) {
  ASSERT_TRUE(run(q().prepare()));
  EXPECT_EQ(call({"HGET", names().config(), queue::spelling_field}).text, queue::nothing_older);
  EXPECT_FALSE(q().has_older_spellings());
  ASSERT_TRUE(run(q().prepare()));
  EXPECT_FALSE(q().has_older_spellings());
  for (const char* const found : {"", "users"}) {
    call({"HSET", names().config(), queue::spelling_field, found});
    ASSERT_TRUE(run(q().prepare()));
    EXPECT_TRUE(q().has_older_spellings()) << found;
  }
  call({"HDEL", names().config(), queue::spelling_field});
  ASSERT_TRUE(run(q().prepare()));
  EXPECT_TRUE(q().has_older_spellings());
  EXPECT_TRUE(call({"HGET", names().config(), queue::spelling_field}).is_nil()) << "for the respeller to see";
}

TEST_F(accept, prepare_refuses_data_of_another_layout) {
  ASSERT_TRUE(run(q().prepare()));
  ASSERT_TRUE(run(q().prepare()));
  call({"HSET", names().config(), "partitions", "16"});
  EXPECT_EQ(run(q().prepare()).error().code, errc::configuration);
  call({"HSET", names().config(), "partitions", "64", "schema", "0"});
  EXPECT_EQ(run(q().prepare()).error().code, errc::configuration);
}

}  // namespace
}  // namespace carillon::test
