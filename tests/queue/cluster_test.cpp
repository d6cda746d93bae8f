// The whole life of a broadcast on a server in cluster mode, which refuses any script that touches a slot its
// declared keys are not in, whether it was given the name or made it up from a job's id.
#include "queue/dead_jobs.hpp"
#include "queue/event_log.hpp"
#include "queue/retention.hpp"
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::finish;

class cluster : public ::testing::Test {
 protected:
  void SetUp() override {
    server.command({"CLUSTER", "ADDSLOTSRANGE", "0", "16383"});
    const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (server.command({"CLUSTER", "INFO"}).text.find("cluster_state:ok") == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), guard);
    }
    client = net::connect_redis(context, server.options());
    link = std::make_unique<one_slot_redis>(*client);
    q = std::make_unique<queue::queue>(*link, queue::queue_options{});
  }
  void TearDown() override {
    client->close();
    context.restart();
    context.poll();
  }
  template <class T>
  T must(task<result<T>> work) {
    return test::run(context, std::move(work)).value();
  }

  template <class T>
  errc q_error(task<result<T>> work) {
    return test::run(context, std::move(work)).error().code;
  }

  redis_process server{{"--cluster-enabled", "yes", "--cluster-port", free_port(), "--bind", "127.0.0.1"}};
  asio::io_context context{1};
  std::unique_ptr<net::redis> client;
  std::unique_ptr<one_slot_redis> link;
  std::unique_ptr<queue::queue> q;
};

TEST_F(cluster, refuses_a_script_that_leaves_its_slot) {
  const auto reply = server.command({"EVAL", "#!lua\nreturn redis.call('GET', '{b}:x')", "1", "{a}:x"});
  EXPECT_TRUE(reply.is_error());
}

TEST_F(cluster, runs_every_script) {
  constexpr std::array<queue::partition, 2> touched = {3, 40};
  const project_id project{numbered(1)};
  const broadcast_id broadcast{numbered(2)};
  queue::broadcast_record record;
  record.id = broadcast;
  record.project = project;
  record.request_hash = std::string(32, 'h');
  record.created = from_unix_us(1);
  ASSERT_TRUE(test::run(context, q->prepare()));
  ASSERT_EQ(must(q->accept(record)), queue::accept_outcome::created);
  const auto home = queue::home_of(broadcast);
  const auto plan = must(q->claim(home, all_lanes, 1, long_lease)).at(0);
  EXPECT_EQ(must(q->fix_steps(plan, "{}")), "{}");
  for (const queue::partition where : touched) {
    server.command({"SET", q->names().sequence(where, project), "600"});
    const queue::plan_request request{
        .broadcast = broadcast,
        .project = project,
        .steps = {{channel::mobile_push}, {channel::email, std::chrono::hours(1)}}};
    if (where == 3) {
      must(q->plan_everyone(request, where));
    } else {
      must(q->plan_listed(request, where, {1, 5}, {{numbered(1)}, {numbered(5)}}, "news", true));
    }
  }
  ASSERT_TRUE(test::run(
      context, q->planned(plan, std::uint64_t{1} << 3 | std::uint64_t{1} << 40, {channel::mobile_push}, "")));
  for (const queue::partition where : touched) {
    for (const finish way : {finish::release, finish::park, finish::retry, finish::no, finish::done}) {
      if (way == finish::done) {  // first let the leases run out
        for (const auto& jid : server.command({"ZRANGE", q->names().leases(where), "0", "-1"}).elements) {
          server.command({"ZADD", q->names().leases(where), "1", jid.text});
        }
        must(q->reap(where, long_lease));
      }
      for (const auto& job : must(q->claim(where, all_lanes, 10, long_lease))) {
        ASSERT_TRUE(test::run(context, q->renew(job, long_lease)));
        std::string records;
        const auto state = way == finish::retry ? delivery_state::retry : delivery_state::delivered;
        if (way == finish::retry || way == finish::done) {
          for (const auto offset : offsets_of(job)) {
            const auto attempt = static_cast<std::uint8_t>(job.attempts_of(offset) + 1);
            auto first = outcome(offset, delivery_state::delivered, attempt);
            first.is_last = false;
            queue::append_packed(records, job.count < 100 ? first : outcome(offset, state, attempt));
            if (job.count < 100) queue::append_packed(records, outcome(offset, state, attempt));
          }
        }
        must(q->commit(commit_for(job, records, way)));
      }
      must(q->stage(where));
    }
  }
  EXPECT_TRUE(must(q->finish_broadcast(broadcast)));
  EXPECT_EQ(must(q->progress(broadcast)).states[2], 2 * 602U);
  EXPECT_EQ(must(q->list(project, std::nullopt, std::nullopt, 10)).rows.size(), 1U);
  queue::event_log log(*link, q->names());
  EXPECT_EQ(must(log.page(project, std::nullopt, std::nullopt, 10)).rows.size(), 10U);

  queue::retention kept(*link, q->names());
  const auto later = now() + std::chrono::hours(1);
  EXPECT_EQ(must(kept.prune_broadcasts(project, later)).removed, 1U);
  EXPECT_GT(must(kept.trim_events(project, later)).removed, 0U);
  EXPECT_EQ(q_error(q->find(project, broadcast)), errc::not_found);
}

TEST_F(cluster, runs_the_scripts_of_dead_jobs) {
  constexpr queue::partition where = 3;
  const project_id project{numbered(1)};
  const broadcast_id broadcast{numbered(2)};
  queue::broadcast_record record;
  record.id = broadcast;
  record.project = project;
  record.request_hash = std::string(32, 'h');
  ASSERT_EQ(must(q->accept(record)), queue::accept_outcome::created);
  server.command({"SET", q->names().sequence(where, project), "5"});
  must(q->plan_everyone({.broadcast = broadcast, .project = project, .steps = {{channel::mobile_push}}},
                        where));
  for (const auto each : {queue::home_of(broadcast), where}) {
    const auto job = must(q->claim(each, all_lanes, 1, long_lease)).at(0);
    server.command({"HSET", q->names().job(each, job.id), "st", "x"});
    server.command({"ZREM", q->names().leases(each), job.id});
    server.command({"ZADD", q->names().dead(each), "1", job.id});
  }
  queue::dead_jobs dead(*link, q->names());
  for (const auto& job : must(dead.list(10))) {
    EXPECT_TRUE(must(dead.redrive(job)));
    const auto again = must(q->claim(job.where, all_lanes, 1, long_lease)).at(0);
    server.command({"HSET", q->names().job(job.where, again.id), "st", "x"});
    server.command({"ZADD", q->names().dead(job.where), "1", again.id});
    EXPECT_TRUE(must(dead.discard(job)).was_dead);
  }
  EXPECT_TRUE(must(q->finish_broadcast(broadcast)));
}

}  // namespace
}  // namespace carillon::test
