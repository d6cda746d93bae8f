// The client against a real Redis that behaves.
#include <gtest/gtest.h>

#include "net/redis/redis.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::net {
namespace {

class redis_client : public test::redis_test {};

TEST_F(redis_client, sends_binary_and_reads_it_back) {
  const std::string bytes("\0\r\n\xff", 4);
  EXPECT_EQ(call({"SET", "key", bytes}).text, "OK");
  EXPECT_EQ(call({"GET", "key"}).text, bytes);
  EXPECT_TRUE(call({"GET", "none"}).is_nil());
}

TEST_F(redis_client, tells_the_connection_its_name) {
  EXPECT_EQ(call({"CLIENT", "GETNAME"}).text, "carillon");
}

TEST_F(redis_client, keeps_the_order_of_a_long_pipeline) {
  std::vector<redis_command> commands;
  for (int i = 0; i < 20'000; ++i) commands.push_back({"INCR", "n"});
  const auto replies = run(client().pipeline(std::move(commands)));
  ASSERT_EQ(replies.size(), 20'000U);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    ASSERT_TRUE(replies[i]);
    ASSERT_EQ(replies[i]->integer, static_cast<std::int64_t>(i + 1));
  }
}

TEST_F(redis_client, answers_an_empty_pipeline_at_once) {
  EXPECT_TRUE(run(client().pipeline({})).empty());
}

TEST_F(redis_client, carries_big_words_both_ways) {
  const std::string big(5 << 20, 'x');
  EXPECT_EQ(call({"SET", "big", big}).text, "OK");
  EXPECT_TRUE(call({"GET", "big"}).text == big);
}

TEST_F(redis_client, reads_replies_of_many_elements) {
  redis_command push{"RPUSH", "list"};
  for (std::int64_t i = 0; i < 30'000; ++i) push.add(i);
  EXPECT_EQ(call(std::move(push)).integer, 30'000);
  const auto list = call({"LRANGE", "list", "0", "-1"});
  ASSERT_EQ(list.elements.size(), 30'000U);
  EXPECT_EQ(list.elements[29'999].text, "29999");
}

TEST_F(redis_client, loads_a_script_by_using_it) {
  const redis_script script("test", "return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}");
  for (int round = 1; round <= 2; ++round) {
    const auto reply = run(client().call(script, {"k"}, {"a"}));
    ASSERT_TRUE(reply);
    ASSERT_EQ(reply->elements.size(), 3U);
    EXPECT_EQ(reply->elements[1].text, "a");
    EXPECT_EQ(reply->elements[2].integer, round);
  }
  EXPECT_EQ(call({"SCRIPT", "EXISTS", script.sha1()}).elements.at(0).integer, 1);
}

TEST_F(redis_client, runs_scripts_that_carry_flags) {
  const redis_script script("test", "#!lua flags=allow-oom\nreturn redis.call('SET', KEYS[1], 'x')");
  call({"CONFIG", "SET", "maxmemory", "1"});
  const auto refused = call({"SET", "k", "v"});
  const auto reply = run(client().call(script, {"k"}, {}));
  call({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_EQ(refused.error_word(), "OOM");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->text, "OK");
}

TEST_F(redis_client, hands_over_errors_of_redis_as_replies) {
  call({"SET", "k", "v"});
  EXPECT_EQ(call({"LPUSH", "k", "x"}).error_word(), "WRONGTYPE");
}

TEST_F(redis_client, runs_no_handler_before_submit_returns) {
  bool has_returned = false;
  bool has_run = false;
  client().submit({"PING"}, [&](const result<redis_reply>&) {
    EXPECT_TRUE(has_returned);
    has_run = true;
  });
  has_returned = true;
  EXPECT_TRUE(test::run_until(context, [&] { return has_run; }));
}

TEST_F(redis_client, cancels_what_is_pending_when_closed) {
  std::vector<errc> codes;
  const auto note = [&](const result<redis_reply>& reply) { codes.push_back(reply.error().code); };
  client().submit({"PING"}, note);
  client().close();
  EXPECT_TRUE(codes.empty());
  client().submit({"PING"}, note);
  EXPECT_TRUE(test::run_until(context, [&] { return codes.size() == 2; }));
  EXPECT_EQ(codes, (std::vector<errc>{errc::cancelled, errc::cancelled}));
}

TEST_F(redis_client, tells_subscribers_of_messages_and_of_the_start) {
  std::vector<std::string> heard;
  client().subscribe("c:*", [&](std::string_view channel, std::string_view payload) {
    heard.push_back(std::string(channel) + "|" + std::string(payload));
  });
  ASSERT_TRUE(test::run_until(context, [&] { return heard.size() == 1; }));
  call({"PUBLISH", "c:news", "one"});
  call({"PUBLISH", "d:news", "not for us"});
  call({"PUBLISH", "c:news", "two"});
  ASSERT_TRUE(test::run_until(context, [&] { return heard.size() == 3; }));
  EXPECT_EQ(heard, (std::vector<std::string>{"|", "c:news|one", "c:news|two"}));
}

TEST_F(redis_client, survives_being_destroyed_with_commands_under_way) {
  auto doomed = connect_redis(context, server().options());
  doomed->submit({"PING"}, [](const result<redis_reply>&) {});
  context.poll();
  doomed->submit({"PING"}, [](const result<redis_reply>&) {});
  doomed.reset();  // the sanitizers are the judges
}

TEST_F(redis_client, may_be_dropped_at_any_moment_with_its_context) {
  for (int turns = 0; turns < 12; ++turns) {
    asio::io_context doomed{1};
    const auto connecting = connect_redis(doomed, server().options());
    connecting->submit({"PING"}, [](const result<redis_reply>&) {});
    connecting->subscribe("*", [](std::string_view, std::string_view) {});
    for (int turn = 0; turn < turns; ++turn) doomed.run_one();
  }
}

}  // namespace
}  // namespace carillon::net
