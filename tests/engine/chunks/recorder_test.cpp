// When outcomes are committed, how a job ends, and what is done when Redis says no: with commits that the
// test answers.
#include "engine/chunks/recorder.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

#include "tests/engine/scripted_sender.hpp"

namespace carillon::engine {
namespace {

using enum delivery_state;
using queue::finish;
using test::open_chunk;
using test::scripted_sender;
using reply = result<queue::commit_reply>;

class recorder_rules : public ::testing::Test {
 protected:
  recorder_rules()
      : made_({.context = context,
               .settings = settings,
               .tasks = tasks,
               .metrics = metrics,
               .pulse = pulse,
               .commit = [this](queue::commit_request wanted) { return answer(std::move(wanted)); },
               .bury = [this](std::shared_ptr<held_job>, error why) { return bury(std::move(why)); }},
              {.owner_of = [this](chunk&) { return open; },
               .on_committed = [this](chunk&) { ++committed; },
               .on_failed = [](chunk&) {},
               .on_end = [this](const std::shared_ptr<chunk>&, job_end how) { ended = how; }}) {}
  ~recorder_rules() override { context.run(); }

  void have_chunk(std::size_t recipients, provider whose = provider::expo,
                  channel over = channel::mobile_push) {
    open = open_chunk({std::vector<std::vector<std::string>>(recipients, {"a"}), whose, over}, {by.made});
  }
  void deliver(std::size_t count) {
    for (std::size_t each = 0; each < count; ++each) {
      open->settle(open->next(), {.what = device_end::kind::ended, .state = delivered, .via = via});
      open->take_next();
    }
    made_.note_progress(*open);
  }
  void run() {
    context.restart();
    context.run();
  }
  std::size_t records(std::size_t commit) const {
    return requests.at(commit).records.size() / queue::packed_size;
  }

  asio::io_context context;
  config::settings settings;
  net::task_group tasks{context};
  engine_metrics metrics;
  engine::pulse pulse;
  scripted_sender by;
  std::shared_ptr<chunk> open;
  provider via = provider::expo;  ///< who delivers
  std::vector<queue::commit_request> requests;
  std::deque<reply> replies;  ///< OK when there is none left
  std::function<void()> during_commit;
  std::optional<job_end> ended;
  std::optional<error> buried;
  int committed = 0;
  recorder& recording() { return made_; }

 private:
  task<reply> answer(queue::commit_request wanted) {
    requests.push_back(std::move(wanted));
    if (during_commit) during_commit();
    reply given = queue::commit_reply{};
    if (!replies.empty()) {
      given = replies.front();
      replies.pop_front();
    }
    co_return given;
  }
  task<> bury(error why) {
    buried = std::move(why);
    co_return;
  }
  recorder made_;
};

TEST_F(recorder_rules, commits_a_hundred_outcomes_at_once_and_fewer_after_a_while) {
  have_chunk(300);
  deliver(100);
  run();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(records(0), 100U);
  EXPECT_EQ(requests[0].finish, finish::no);
  deliver(3);
  deliver(2);
  run();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(records(1), 5U);
  EXPECT_EQ(committed, 2);
  EXPECT_FALSE(ended);
}

TEST_F(recorder_rules, prolongs_the_lease_that_was_claimed) {
  have_chunk(300);
  open->held().lease = std::chrono::seconds(7);
  settings.worker.lease = std::chrono::seconds(90);
  deliver(100);
  run();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].lease, std::chrono::seconds(7));
}

TEST_F(recorder_rules, ends_a_job_with_its_last_outcomes) {
  have_chunk(2);
  deliver(2);
  run();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].finish, finish::done);
  EXPECT_EQ(ended, job_end::done);
}

TEST_F(recorder_rules, parks_a_job_for_as_long_as_its_providers_need) {
  have_chunk(2);
  open->settle(0, {.what = device_end::kind::ended, .state = retry, .via = provider::fcm}, {},
               std::chrono::seconds(10));
  open->settle(1, {.what = device_end::kind::held, .via = provider::apns}, {}, std::chrono::seconds(3));
  replies.push_back(queue::commit_reply{.open = 2});
  recording().note_progress(*open);
  run();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].finish, finish::park);
  EXPECT_EQ(requests[0].delay, std::chrono::seconds(3));
  EXPECT_EQ(requests[0].longer.at(provider::fcm), std::chrono::seconds(10));
  EXPECT_EQ(ended, job_end::put_off);
}

TEST_F(recorder_rules, sends_a_commit_unchanged_until_redis_answers) {
  have_chunk(1);
  replies = {error(errc::unavailable, "away"), error(errc::timeout, "late")};
  deliver(1);
  run();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[2].records, requests[0].records);
  EXPECT_EQ(ended, job_end::done);
}

TEST_F(recorder_rules, commits_again_what_redis_lost) {
  have_chunk(101);
  deliver(100);
  run();
  replies = {error(errc::incomplete, "holes")};
  deliver(1);
  run();
  ASSERT_EQ(requests.size(), 5U);
  EXPECT_EQ(records(2), 100U);
  EXPECT_EQ(records(3), 1U);
  EXPECT_EQ(records(4), 0U);
  EXPECT_EQ(requests[4].finish, finish::done);
  EXPECT_EQ(ended, job_end::done);
}

TEST_F(recorder_rules, lets_go_of_a_job_that_somebody_else_holds) {
  have_chunk(1);
  replies = {error(errc::stale, "another owner")};
  deliver(1);
  run();
  EXPECT_EQ(ended, job_end::lost);
  EXPECT_TRUE(open->held().is_lost);
}

TEST_F(recorder_rules, lets_go_of_a_job_that_was_lost_while_a_commit_was_under_way) {
  have_chunk(200);
  during_commit = [this] {
    open->held().is_lost = true;
    recording().abandon(*open);
  };
  deliver(100);
  run();
  EXPECT_EQ(ended, job_end::lost);
}

TEST_F(recorder_rules, buries_a_chunk_that_cannot_be_worked_on_after_what_it_knows) {
  have_chunk(2);
  deliver(1);
  recording().give_up(*open, error(errc::internal, "why"));
  run();
  EXPECT_EQ(records(0), 1U);
  ASSERT_TRUE(buried);
  EXPECT_EQ(buried->detail, "why");
  EXPECT_EQ(ended, job_end::lost);
}

TEST_F(recorder_rules, carries_announcements_with_the_outcomes_before_them) {
  static constexpr providers::traits once{.via = provider::twilio,
                                          .over = channel::sms,
                                          .kind = "twilio",
                                          .address = providers::reached_by::phone,
                                          .doubt = providers::in_doubt::leave};
  scripted_sender sms(once);
  open = open_chunk({std::vector<std::vector<std::string>>(60, {"+1"}), provider::none, channel::sms},
                    {sms.made});
  recording().note_progress(*open);
  EXPECT_FALSE(open->may_send(0));
  run();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(records(0), intents::ahead);
  EXPECT_TRUE(open->may_send(intents::ahead - 1));
  EXPECT_FALSE(open->may_send(intents::ahead));
  via = provider::twilio;
  deliver(5);
  run();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(records(1), 10U) << "five outcomes, and five more announced";
  EXPECT_TRUE(open->may_send(intents::ahead + 4));
}

TEST_F(recorder_rules, takes_announcements_back_when_a_job_is_given_back) {
  static constexpr providers::traits once{.via = provider::twilio,
                                          .over = channel::sms,
                                          .kind = "twilio",
                                          .address = providers::reached_by::phone,
                                          .doubt = providers::in_doubt::leave};
  scripted_sender sms(once);
  open = open_chunk({{{"+1"}, {"+2"}}, provider::none, channel::sms}, {sms.made});
  recording().note_progress(*open);
  run();
  replies.push_back(queue::commit_reply{.open = 2});
  recording().end_now(*open);
  run();
  ASSERT_EQ(requests.size(), 2U);
  const auto all = queue::unpack_records(requests[1].records).value();
  ASSERT_EQ(all.size(), 2U);
  for (const auto& each : all) EXPECT_EQ(each.state, retry);
  EXPECT_EQ(ended, job_end::put_off);
}

}  // namespace
}  // namespace carillon::engine
