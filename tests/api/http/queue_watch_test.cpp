// What the API takes while Redis has little memory left, or the queue is behind. Over a real one.
#include <gtest/gtest.h>

#include <thread>

#include "base/metrics.hpp"
#include "tests/api/server_fixture.hpp"
#include "tests/support/full_redis.hpp"

namespace carillon::api {
namespace {

class watched_api : public api_test {
 protected:
  test::http_answer send_broadcast() {
    return post("/broadcasts", first.token, {{"title", "t"}, {"recipients", {{{"external_id", "u"}}}}});
  }
  test::http_answer save_user(const std::string& external_id) {
    return put("/users", first.token, {{"external_id", external_id}});
  }
  /// The answer of `ask` once it has that status, or the last after 20 s: the server looks by itself.
  template <class Ask>
  test::http_answer once(int status, Ask ask) {
    const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    auto answer = ask();
    while (answer.status != status && std::chrono::steady_clock::now() < guard) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      answer = ask();
    }
    return answer;
  }
};

using api_with_little_memory = watched_api;
using api_of_a_queue_that_is_behind = watched_api;

TEST_F(api_with_little_memory, refuses_new_broadcasts_and_takes_the_rest) {
  const auto rejected =
      metrics::get_counter("carillon_broadcasts_rejected_total", {{"reason", "queue_full"}});
  const double before = rejected.value();
  {
    const test::scarce_redis scarce(server(), 0.85);
    const auto refused = once(503, [&] { return send_broadcast(); });
    ASSERT_EQ(refused.status, 503) << refused.body;
    EXPECT_EQ(refused.code(), "queue_full") << refused.body;
    const auto wait = std::stoi(refused.header("retry-after"));
    EXPECT_GE(wait, 5);
    EXPECT_LE(wait, 30);
    EXPECT_GE(rejected.value(), before + 1);
    EXPECT_NE(metrics::expose().find("\ncarillon_redis_memory_ratio 0.8"), std::string::npos);
    EXPECT_LT(save_user("u-1").status, 300);
    EXPECT_EQ(get("/users", first.token).status, 200);
  }
  EXPECT_EQ(once(201, [&] { return send_broadcast(); }).status, 201);
}

TEST_F(api_with_little_memory, takes_in_the_end_only_what_takes_away) {
  const auto ada = customer_token(first, "ada");
  const auto token = post("/channels/mobile_push/apns/tokens", ada, {{"device_token", std::string(64, 'a')}});
  ASSERT_EQ(token.status, 201) << token.body;
  const test::scarce_redis scarce(server(), 0.95);
  const auto refused = once(503, [&] { return save_user("u-2"); });
  ASSERT_EQ(refused.status, 503) << refused.body;
  EXPECT_EQ(refused.code(), "queue_full") << refused.body;
  EXPECT_EQ(send_broadcast().status, 503);
  EXPECT_EQ(post("/channels/mobile_push/apns/tokens", ada, {{"device_token", std::string(64, 'b')}}).status,
            503);
  EXPECT_EQ(get("/users", first.token).status, 200);
  const auto id = token.parsed()["id"].get<std::string>();
  EXPECT_LT(remove("/channels/mobile_push/apns/tokens/" + id, ada).status, 300);
}

TEST_F(api_with_little_memory, says_so_when_redis_refuses_before_it_was_looked_at) {
  const test::full_redis full(server());
  const auto refused = save_user("u-3");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.code(), "queue_full") << refused.body;
  EXPECT_GE(std::stoi(refused.header("retry-after")), 5);
}

TEST_F(api_of_a_queue_that_is_behind, refuses_more_for_many_of_who_has_waited_for_an_hour) {
  const auto send_to_all = [&](const tenant& by) {
    return post("/broadcasts", by.token, {{"title", "t"}, {"recipients", {{{"users", {{"all", true}}}}}}});
  };
  const auto waiting = send_to_all(first);
  ASSERT_EQ(waiting.status, 201) << waiting.body;
  const auto id = *broadcast_id::parse(waiting.parsed()["id"].get<std::string>());
  const queue::keys names("c:");
  const auto plan = names.job(queue::home_of(id), queue::short_id(id.value) + ":plan");
  call({"HINCRBY", plan, "cr", "-7200000"});

  const auto refused = once(429, [&] { return send_to_all(first); });
  ASSERT_EQ(refused.status, 429) << refused.body;
  EXPECT_EQ(refused.code(), "queue_behind") << refused.body;
  EXPECT_EQ(refused.header("retry-after"), "60");
  EXPECT_EQ(send_broadcast().status, 201) << "to one: another lane";
  EXPECT_EQ(send_to_all(second).status, 201) << "another project";
}

}  // namespace
}  // namespace carillon::api
