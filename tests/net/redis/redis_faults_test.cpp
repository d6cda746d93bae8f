// The client against a Redis that dies, stalls, is busy, or does not let us in.
#include <gtest/gtest.h>

#include <thread>

#include "base/metrics.hpp"
#include "net/redis/redis.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

class redis_faults : public ::testing::Test {
 protected:
  void connect(redis_options options) { client = connect_redis(context, std::move(options)); }
  void TearDown() override {
    if (client) client->close();
    context.restart();
    context.poll();
  }
  result<redis_reply> call(redis_command command) {
    return test::run(context, client->call(std::move(command)));
  }
  static errc code_of(const result<redis_reply>& outcome) {
    return outcome ? errc::internal : outcome.error().code;
  }

  asio::io_context context{1};
  std::unique_ptr<redis> client;
};

TEST_F(redis_faults, comes_back_after_redis_was_killed) {
  test::redis_process server;
  connect(server.options());
  for (int round = 0; round < 3; ++round) {
    auto stored = call({"INCR", "rounds"});
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->integer, round + 1);
    server.kill();
    EXPECT_TRUE(test::run_until(context, [&] { return !client->is_connected(); }));
    server.start();
  }
  EXPECT_EQ(call({"GET", "rounds"})->text, "3");
}

TEST_F(redis_faults, tells_every_waiter_when_the_connection_is_lost) {
  test::redis_process server;
  connect(server.options());
  ASSERT_TRUE(call({"PING"}));
  server.freeze();
  std::vector<errc> codes;
  for (int i = 0; i < 10; ++i)
    client->submit({"PING"}, [&](const result<redis_reply>& reply) { codes.push_back(code_of(reply)); });
  context.restart();
  context.poll();  // they are on their way
  server.kill();
  EXPECT_TRUE(test::run_until(context, [&] { return codes.size() == 10; }));
  EXPECT_EQ(codes, std::vector<errc>(10, errc::unavailable));
}

TEST_F(redis_faults, lets_commands_wait_for_the_reconnect) {
  test::redis_process server;
  connect(server.options());
  ASSERT_TRUE(call({"PING"}));
  server.kill();
  ASSERT_TRUE(test::run_until(context, [&] { return !client->is_connected(); }));
  bool is_answered = false;
  client->submit({"PING"}, [&](const result<redis_reply>& reply) { is_answered = reply.has_value(); });
  server.start();
  EXPECT_TRUE(test::run_until(context, [&] { return is_answered; }));
}

TEST_F(redis_faults, gives_up_on_a_redis_that_is_not_there) {
  test::temporary_folder nowhere;
  redis_options options;
  options.url = "unix://" + (nowhere.path() / "none.sock").string();
  options.command_timeout = 100ms;
  connect(options);
  EXPECT_EQ(code_of(call({"PING"})), errc::unavailable);
}

TEST_F(redis_faults, drops_the_connection_of_a_redis_that_stalls) {
  test::redis_process server;
  auto options = server.options();
  options.command_timeout = 200ms;
  connect(options);
  ASSERT_TRUE(call({"PING"}));
  server.freeze();
  EXPECT_EQ(code_of(call({"SET", "k", "v"})), errc::timeout);
  EXPECT_TRUE(test::run_until(context, [&] { return !client->is_connected(); }));
  server.thaw();
  ASSERT_TRUE(test::run_until(context, [&] { return client->is_connected(); }));
  EXPECT_EQ(call({"ECHO", "mine"})->text, "mine");  // never the reply to an older command
}

TEST_F(redis_faults, does_not_wait_for_ever_to_be_let_in) {
  test::redis_process server;
  server.freeze();  // the kernel accepts for it, nobody answers
  auto options = server.options();
  options.command_timeout = 200ms;
  connect(options);
  EXPECT_EQ(code_of(call({"PING"})), errc::unavailable);
}

TEST_F(redis_faults, retries_while_another_client_keeps_redis_busy) {
  test::redis_process server({"--busy-reply-threshold", "10"});
  connect(server.options());
  ASSERT_TRUE(call({"PING"}));
  std::thread hog([&] { server.command({"EVAL", "while true do end", "0"}); });
  while (server.command({"PING"}).error_word() != "BUSY") std::this_thread::yield();

  const auto busy = metrics::get_counter("carillon_redis_errors_total", {{"code", "BUSY"}});
  const double before = busy.value();
  std::string answer;
  client->submit({"ECHO", "done"},
                 [&](const result<redis_reply>& reply) { answer = reply ? reply->text : "failed"; });
  EXPECT_TRUE(test::run_until(context, [&] { return busy.value() >= before + 2; }));
  server.command({"SCRIPT", "KILL"});
  EXPECT_TRUE(test::run_until(context, [&] { return !answer.empty(); }));
  EXPECT_EQ(answer, "done");
  hog.join();
}

TEST_F(redis_faults, loads_scripts_again_after_a_flush) {
  test::redis_process server;
  connect(server.options());
  const redis_script script("test", "return 'ran'");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(test::run(context, client->call(script, {}, {}))->text, "ran");
    server.command({"SCRIPT", "FLUSH"});
  }
}

TEST_F(redis_faults, renews_subscriptions_and_says_so) {
  test::redis_process server;
  connect(server.options());
  std::vector<std::string> heard;
  client->subscribe("*", [&](std::string_view, std::string_view payload) { heard.emplace_back(payload); });
  ASSERT_TRUE(test::run_until(context, [&] { return heard.size() == 1; }));
  server.kill();
  server.start();
  ASSERT_TRUE(test::run_until(context, [&] { return heard.size() == 2; }));
  ASSERT_TRUE(call({"PUBLISH", "any", "after"}));
  ASSERT_TRUE(test::run_until(context, [&] { return heard.size() == 3; }));
  EXPECT_EQ(heard, (std::vector<std::string>{"", "", "after"}));
}

TEST_F(redis_faults, reports_a_url_that_makes_no_sense) {
  connect({.url = "redis//nonsense"});
  EXPECT_EQ(code_of(call({"PING"})), errc::configuration);
}

TEST_F(redis_faults, reports_a_wrong_or_missing_password) {
  test::redis_process server({"--requirepass", "right"});
  auto options = server.options();
  connect(options);
  EXPECT_EQ(code_of(call({"PING"})), errc::configuration);
  client->close();
  options.password = secret("hunter2");
  connect(options);
  const auto refused = call({"PING"});
  EXPECT_EQ(code_of(refused), errc::configuration);
  EXPECT_EQ(refused.error().detail.find("hunter2"), std::string::npos);
  client->close();
  options.password = secret("right");
  connect(options);
  EXPECT_TRUE(call({"PING"}));
}

TEST_F(redis_faults, reports_what_the_acl_does_not_allow) {
  test::redis_process server({"--user", "ann", "on", ">pw", "~ours:*", "+get", "+auth"});
  auto options = server.options();
  options.username = "ann";
  options.password = secret("pw");
  connect(options);
  EXPECT_TRUE(call({"GET", "ours:k"}));
  EXPECT_EQ(code_of(call({"GET", "theirs:k"})), errc::configuration);
  EXPECT_EQ(code_of(call({"SET", "ours:k", "v"})), errc::configuration);
}

}  // namespace
}  // namespace carillon::net
