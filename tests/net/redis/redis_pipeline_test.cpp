#include "net/redis/redis_pipeline.hpp"

#include <gtest/gtest.h>

#include "net/redis/redis_errors.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;
using verdict = redis_pipeline::verdict;

const steady_time start{};

class pipeline : public ::testing::Test {
 protected:
  redis_request request(const std::string& word) {
    redis_request made;
    made.command = {word};
    made.done = note(word);
    made.deadline = start + 5s;
    return made;
  }
  redis::handler note(std::string name) {
    return [this, name = std::move(name)](const result<redis_reply>& outcome) {
      events.push_back(name + "=" + (outcome ? outcome->text : std::string(to_string(outcome.error().code))));
    };
  }
  std::string sent() {
    std::string out;
    tested.encode(out, 1 << 20);
    return out;
  }
  static redis_reply status(std::string text) {
    return {.type = redis_reply::kind::status, .text = std::move(text)};
  }
  static redis_reply failure(std::string text) {
    return {.type = redis_reply::kind::error, .text = std::move(text)};
  }

  redis_pipeline tested;
  std::vector<std::string> events;
};

using events_list = std::vector<std::string>;

TEST_F(pipeline, answers_in_the_order_of_sending) {
  tested.submit(request("A"));
  tested.submit(request("B"));
  EXPECT_EQ(sent(), "*1\r\n$1\r\nA\r\n*1\r\n$1\r\nB\r\n");
  tested.on_reply(status("1"), start);
  tested.on_reply(status("2"), start);
  EXPECT_EQ(events, (events_list{"A=1", "B=2"}));
  EXPECT_TRUE(tested.is_empty());
}

TEST_F(pipeline, bounds_what_one_write_holds) {
  for (int i = 0; i < 10; ++i) tested.submit(request("PING"));
  std::string out;
  tested.encode(out, 20);
  EXPECT_EQ(out.size(), 28U);
  EXPECT_TRUE(tested.has_unsent());
}

TEST_F(pipeline, reports_a_reply_nobody_waits_for) {
  EXPECT_EQ(tested.on_reply(status("OK"), start), verdict::out_of_step);
}

TEST_F(pipeline, sends_the_text_of_an_unknown_script_once) {
  const redis_script script("test", "return 1");
  redis_request made;
  made.script = &script;
  made.keys = {"k"};
  made.args = {"a"};
  made.done = note("S");
  made.deadline = start + 5s;
  tested.submit(std::move(made));
  EXPECT_NE(sent().find("EVALSHA\r\n$40\r\ne0e1f9fabfc9d4800c877a703b823ac0578ff8db\r\n$1\r\n1\r\n"),
            std::string::npos);
  tested.on_reply(failure("NOSCRIPT No matching script."), start);
  EXPECT_EQ(sent(), "*5\r\n$4\r\nEVAL\r\n$8\r\nreturn 1\r\n$1\r\n1\r\n$1\r\nk\r\n$1\r\na\r\n");
  EXPECT_TRUE(events.empty());
  tested.on_reply(failure("NOSCRIPT No matching script."), start);
  EXPECT_EQ(events, (events_list{"S=NOSCRIPT No matching script."}));
}

TEST_F(pipeline, retries_what_redis_cannot_do_yet) {
  for (const std::string word : {"LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN"}) {
    events.clear();
    tested.submit(request("A"));
    sent();
    EXPECT_EQ(tested.on_reply(failure(word + " wait"), start), verdict::proceed);
    EXPECT_FALSE(tested.expire(start + 49ms));
    EXPECT_EQ(sent(), "") << word;
    EXPECT_FALSE(tested.expire(start + 50ms));
    EXPECT_EQ(sent(), "*1\r\n$1\r\nA\r\n") << word;
    tested.on_reply(status("OK"), start + 60ms);
    EXPECT_EQ(events, (events_list{"A=OK"})) << word;
  }
}

TEST_F(pipeline, waits_longer_between_later_retries_but_not_past_the_deadline) {
  tested.submit(request("A"));
  auto now = start;
  for (const auto delay : {50ms, 100ms, 200ms, 400ms, 500ms, 500ms}) {
    sent();
    tested.on_reply(failure("LOADING"), now);
    tested.expire(now + delay - 1ms);
    ASSERT_FALSE(tested.has_unsent());
    now += delay;
    tested.expire(now);
    ASSERT_TRUE(tested.has_unsent());
  }
  tested.expire(start + 5s);
  EXPECT_EQ(events, (events_list{"A=unavailable"}));
  EXPECT_TRUE(tested.is_empty());
}

TEST_F(pipeline, hands_over_other_errors_and_refuses_missing_rights) {
  for (const auto* text : {"WRONGTYPE x", "OOM x", "MISCONF x", "NOREPLICAS x", "ERR x", "SOMETHING new"}) {
    events.clear();
    tested.submit(request("A"));
    sent();
    tested.on_reply(failure(text), start);
    EXPECT_EQ(events, (events_list{std::string("A=") + text}));
  }
  for (const auto* text : {"NOAUTH x", "WRONGPASS x", "NOPERM x"}) {
    events.clear();
    tested.submit(request("A"));
    sent();
    EXPECT_EQ(tested.on_reply(failure(text), start), verdict::refused);
    EXPECT_EQ(events, (events_list{"A=configuration"}));
    EXPECT_EQ(tested.refusal().detail, std::string("Redis refuses the command: ") + text);
  }
}

TEST_F(pipeline, looks_for_the_primary_after_readonly) {
  tested.submit(request("A"));
  sent();
  EXPECT_EQ(tested.on_reply(failure("READONLY You can't write"), start), verdict::reconnect);
  EXPECT_EQ(events.size(), 1U);
}

TEST_F(pipeline, drops_the_connection_when_a_sent_command_is_overdue) {
  auto early = request("A");
  early.deadline = start + 1s;
  tested.submit(std::move(early));
  tested.submit(request("B"));
  sent();
  EXPECT_FALSE(tested.expire(start + 999ms));
  EXPECT_TRUE(tested.expire(start + 1s));
  EXPECT_TRUE(events.empty());
  tested.fail_sent(error(errc::unavailable, "gone"), start + 1s);
  EXPECT_EQ(events, (events_list{"A=timeout", "B=unavailable"}));
}

TEST_F(pipeline, keeps_what_was_not_sent_over_a_lost_connection) {
  tested.submit(request("A"));
  sent();
  tested.submit(request("B"));
  tested.fail_sent(error(errc::unavailable, "gone"), start);
  EXPECT_EQ(events, (events_list{"A=unavailable"}));
  EXPECT_EQ(sent(), "*1\r\n$1\r\nB\r\n");
}

TEST_F(pipeline, lets_a_handler_submit_again) {
  auto made = request("A");
  made.done = [this](const result<redis_reply>&) { tested.submit(request("B")); };
  tested.submit(std::move(made));
  sent();
  tested.fail_sent(error(errc::unavailable, "gone"), start);
  EXPECT_EQ(sent(), "*1\r\n$1\r\nB\r\n");
}

TEST(redis_errors, leave_out_the_arguments_redis_quotes_back) {
  const redis_reply reply{.type = redis_reply::kind::error,
                          .text = "ERR unknown command 'AUTHX', with args beginning with: 'hunter2'"};
  const auto checked = require_success(reply);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().detail, "Redis answered: ERR unknown command 'AUTHX'");
}

TEST(redis_errors, tell_a_redis_that_cannot_serve_from_a_wrong_command) {
  const auto judged = [](std::string text) {
    const auto checked =
        require_success(redis_reply{.type = redis_reply::kind::error, .text = std::move(text)});
    return checked.error().code;
  };
  EXPECT_EQ(judged("OOM x"), errc::unavailable);
  EXPECT_EQ(judged("MISCONF x"), errc::unavailable);
  EXPECT_EQ(judged("NOREPLICAS x"), errc::unavailable);
  EXPECT_EQ(judged("WRONGTYPE x"), errc::internal);
  EXPECT_TRUE(require_success(redis_reply{.type = redis_reply::kind::status, .text = "OK"}));
}

TEST(redis_errors, tell_a_full_redis_from_one_that_is_away) {
  const auto judged = [](std::string text) {
    const auto checked =
        require_success(redis_reply{.type = redis_reply::kind::error, .text = std::move(text)});
    return means_full(checked.error());
  };
  EXPECT_TRUE(judged("OOM command not allowed when used memory > 'maxmemory'."));
  EXPECT_FALSE(judged("MISCONF Errors writing to the AOF file"));
  EXPECT_FALSE(judged("ERR OOM is what a script says"));
  EXPECT_FALSE(means_full({errc::unavailable, "the connection to Redis was lost"}));
}

TEST(redis_errors, bound_the_label_of_the_metric) {
  EXPECT_EQ(metric_label("OOM"), "OOM");
  EXPECT_EQ(metric_label("MADE_UP_BY_A_SCRIPT_42"), "other");
}

}  // namespace
}  // namespace carillon::net
