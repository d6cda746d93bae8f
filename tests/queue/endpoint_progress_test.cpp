#include "queue/endpoint_progress.hpp"

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::call_fate;
using queue::call_source;
using queue::settle_outcome;
using namespace std::chrono_literals;

class endpoint_calls : public queue_test {
 protected:
  static constexpr auto nonce = "worker-1";

  void SetUp() override {
    queue_test::SetUp();
    calls = std::make_unique<queue::endpoint_calls>(link(), names());
    call({"HSET", names().endpoints(project), endpoint.raw(), "record"});
    call({"HSET", names().endpoint_progress(project, endpoint), "v", "1"});
    ASSERT_TRUE(run(calls->hold(project, nonce, 10s)).value());
  }
  static event_id event(std::uint64_t number) { return {numbered(number)}; }
  queue::settlement settlement(std::vector<queue::ended_call> ended) {
    queue::settlement what;
    what.generation = "1";
    what.serial = "serial-" + std::to_string(++serials_);
    what.calls = std::move(ended);
    return what;
  }
  queue::settle_reply settle(const queue::settlement& what, std::string by = nonce) {
    return run(calls->settle(project, endpoint, std::move(by), what)).value();
  }
  queue::endpoint_progress progress() { return run(calls->load(project, endpoint)).value(); }
  std::vector<queue::due_event> due(std::size_t most = 10) {
    return run(calls->due(project, endpoint, most)).value().events;
  }

  const integration_id endpoint{numbered(7)};
  std::unique_ptr<queue::endpoint_calls> calls;

 private:
  unsigned serials_ = 0;
};

TEST_F(endpoint_calls, are_one_workers_at_a_time) {
  EXPECT_TRUE(run(calls->hold(project, nonce, 10s)).value());
  EXPECT_FALSE(run(calls->hold(project, "worker-2", 10s)).value());
  EXPECT_EQ(settle(settlement({}), "worker-2").outcome, settle_outcome::lost);
  ASSERT_TRUE(run(calls->release(project, "worker-2")));
  EXPECT_FALSE(run(calls->hold(project, "worker-2", 10s)).value());
  ASSERT_TRUE(run(calls->release(project, nonce)));
  EXPECT_TRUE(run(calls->hold(project, "worker-2", 10s)).value());
}

TEST_F(endpoint_calls, write_cursors_facts_and_results_together) {
  auto what = settlement({{event(1), call_source::log, call_fate::delivered, 1},
                          {event(2), call_source::log, call_fate::retry, 1, 60s},
                          {event(3), call_source::log, call_fate::given_up, 10}});
  what.cursors = {{1000, 5, 2, 7}};
  what.facts = {{"status", "500"}, {"error", "status 500"}, {"failing", ""}};
  EXPECT_EQ(settle(what).waiting, 1U);
  const auto now = progress();
  EXPECT_EQ(now.cursors[5], (queue::event_position{1000, 5, 2, 7}));
  EXPECT_EQ(now.last_status, 500);
  EXPECT_EQ(now.taken, 3U);
  EXPECT_EQ(now.delivered, 1U);
  EXPECT_EQ(now.given_up, 1U);
  EXPECT_EQ(now.failed, 2U);
  EXPECT_EQ(now.waiting, 1U);
  EXPECT_TRUE(now.next_due_ms);
  EXPECT_TRUE(due().empty());
}

TEST_F(endpoint_calls, count_once_what_is_settled_twice) {
  const auto what = settlement({{event(1), call_source::log, call_fate::delivered, 1}});
  settle(what);
  EXPECT_EQ(settle(what).outcome, settle_outcome::done);
  EXPECT_EQ(progress().delivered, 1U);
  EXPECT_EQ(progress().taken, 1U);
}

TEST_F(endpoint_calls, keep_what_is_to_be_told_again_until_it_was) {
  settle(settlement({{event(2), call_source::log, call_fate::retry, 3, 0ms}}));
  ASSERT_EQ(due().size(), 1U);
  EXPECT_EQ(due()[0].id, event(2));
  EXPECT_EQ(due()[0].attempts, 3U);
  settle(settlement({{event(2), call_source::set, call_fate::retry, 4, 60s}}));
  EXPECT_TRUE(due().empty());
  settle(settlement({{event(2), call_source::set, call_fate::delivered, 5}}));
  settle(settlement({{event(2), call_source::set, call_fate::delivered, 5}}));  // as one that came late would
  EXPECT_EQ(progress().waiting, 0U);
  EXPECT_EQ(progress().delivered, 1U);
  EXPECT_EQ(progress().taken, 1U);
  EXPECT_EQ(call({"EXISTS", names().endpoint_attempts(project, endpoint)}).integer, 0);
}

TEST_F(endpoint_calls, tell_when_the_next_is_due) {
  settle(settlement({{event(1), call_source::log, call_fate::retry, 1, 0ms},
                     {event(2), call_source::log, call_fate::retry, 1, 0ms},
                     {event(3), call_source::log, call_fate::retry, 1, 60s}}));
  const auto found = run(calls->due(project, endpoint, 2)).value();
  EXPECT_EQ(found.events.size(), 2U);
  ASSERT_TRUE(found.next);
  EXPECT_GT(*found.next, 50s);
  EXPECT_LE(*found.next, 60s);
}

TEST_F(endpoint_calls, take_events_that_somebody_asks_for_again) {
  using enum queue::redeliver_outcome;
  queue::redelivery what;
  what.events = {event(1), event(2)};
  EXPECT_EQ(run(calls->redeliver(project, endpoint, what)).value(), done);
  EXPECT_EQ(run(calls->redeliver(project, endpoint, what)).value(), done);  // they wait already
  EXPECT_EQ(progress().redelivered, 2U);
  ASSERT_EQ(due().size(), 2U);
  EXPECT_EQ(due()[0].attempts, 0U);
  EXPECT_EQ(run(calls->redeliver(project, integration_id{numbered(8)}, what)).value(), gone);
  what.events.clear();
  for (unsigned number = 0; number < queue::endpoint_calls::most_waiting; ++number)
    what.events.push_back(event(100 + number));
  EXPECT_EQ(run(calls->redeliver(project, endpoint, what)).value(), too_many);
}

TEST_F(endpoint_calls, keep_the_place_of_a_span_that_is_told_again) {
  using enum queue::redeliver_outcome;
  const queue::told_span whole{{999, 63, 5, queue::whole_entry}, 5000};
  queue::redelivery what;
  what.is_span_kept = false;
  what.next = whole;
  EXPECT_EQ(run(calls->redeliver(project, endpoint, what)).value(), done);
  EXPECT_EQ(run(calls->redeliver(project, endpoint, what)).value(), busy);
  const auto found = run(calls->due(project, endpoint, 10)).value();
  ASSERT_TRUE(found.again);
  EXPECT_EQ(found.again->from, whole.from);
  EXPECT_EQ(found.again->until_ms, 5000);
  what.before = whole;
  what.next.reset();
  what.events = {event(1)};
  EXPECT_EQ(run(calls->redeliver(project, endpoint, what)).value(), done);
  EXPECT_FALSE(progress().again);
  EXPECT_EQ(due().size(), 1U);
}

TEST_F(endpoint_calls, leave_an_endpoint_alone_that_began_anew_or_is_gone) {
  call({"HSET", names().endpoint_progress(project, endpoint), "v", "2"});
  const auto what = settlement({{event(1), call_source::log, call_fate::retry, 1, 60s}});
  EXPECT_EQ(settle(what).outcome, settle_outcome::anew);
  EXPECT_EQ(progress().taken, 0U);
  call({"HDEL", names().endpoints(project), endpoint.raw()});
  EXPECT_EQ(settle(what).outcome, settle_outcome::gone);
  EXPECT_EQ(call({"EXISTS", names().endpoint_progress(project, endpoint)}).integer, 0);
}

}  // namespace
}  // namespace carillon::test
