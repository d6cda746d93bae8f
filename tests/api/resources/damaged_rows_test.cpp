// One damaged row in each listing: the others are seen, and it is counted.
#include "base/damaged_row.hpp"

#include <gtest/gtest.h>

#include "base/metrics.hpp"
#include "queue/event_log.hpp"
#include "queue/queue.hpp"
#include "store/inbox.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class damaged_rows : public api_test {
 protected:
  static double counted(std::string_view kind) {
    return metrics::get_counter("carillon_damaged_rows_total", {{"kind", kind}}).value();
  }
  /// How many rows a listing has, which must answer 200 and count a damaged row of that kind.
  std::size_t rows_left(const std::string& path, const std::string& token, std::string_view kind) {
    const auto before = counted(kind);
    const auto answer = get(path, token);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    EXPECT_GT(counted(kind), before) << path;
    return answer.status == 200 ? answer.parsed()["data"].size() : 0;
  }
  store::user_ref ada() {
    EXPECT_EQ(put("/users", first.token, {{"external_id", "ada"}}).status, 200);
    store::users people(client(), names, keys());
    const auto found = run(people.find_by_identity(project(), "ada", "")).value();
    return {found.id, queue::partition_of(project(), found.id), found.number};
  }
  project_id project() const { return first.project.id; }
  broadcast_id broadcast_to_ada() {
    const auto made =
        post("/broadcasts", first.token, {{"title", "T"}, {"recipients", {{{"external_id", "ada"}}}}});
    return broadcast_id::parse(made.parsed()["id"].get<std::string>()).value();
  }

  const queue::keys names{"c:"};
};

TEST_F(damaged_rows, of_users_leave_the_others) {
  const auto who = ada();
  ASSERT_EQ(put("/users", first.token, {{"external_id", "bob"}}).status, 200);
  const auto record = names.user(who.where, project(), who.id);
  call({"HSET", record, "ca", "{oops"});
  EXPECT_EQ(rows_left("/users", first.token, "user"), 1U);
  call({"HDEL", record, "ca"});
  call({"HSET", record, "n", "x"});
  EXPECT_EQ(rows_left("/users", first.token, "user"), 1U);
  call({"HSET", record, "n", std::to_string(who.number)});
  call({"HSET", names.user_index(who.where, project(), 0), "77", "short"});
  EXPECT_EQ(rows_left("/users", first.token, "user"), 2U);
}

TEST_F(damaged_rows, of_tokens_leave_the_others) {
  const auto who = ada();
  const auto token = customer_token(first, "ada");
  for (const char* url : {"https://push.example.com/1", "https://push.example.com/2"}) {
    const json subscription{{"endpoint", url}, {"keys", {{"auth", "YQ"}, {"p256dh", "Yg"}}}};
    const auto saved = post("/channels/web_push/tokens", token, subscription);
    ASSERT_EQ(saved.status, 201) << saved.body;
  }
  const auto page = names.tokens(who.where, project(), provider::web_push, who.number / 100);
  const auto field = std::to_string(who.number % 100);
  auto packed = call({"HGET", page, field}).text;
  packed[20] = static_cast<char>(packed[20] ^ 1);  // within what the first one's seal covers
  call({"HSET", page, field, packed});
  EXPECT_EQ(rows_left("/channels/web_push/tokens", token, "token"), 1U);
  EXPECT_EQ(rows_left("/users/" + who.id.to_string() + "/channels/web_push/tokens", first.token, "token"),
            1U);
  call({"HSET", page, field, packed.substr(0, 30)});
  EXPECT_EQ(rows_left("/channels/web_push/tokens", token, "token"), 0U);
}

TEST_F(damaged_rows, of_integrations_leave_the_others) {
  ASSERT_EQ(put("/integrations/ping_email", first.token, {{"url", "https://ping.example.com"}}).status, 200);
  call({"HSET", names.integrations(project()), uuid::v7(now()).raw(), "12345678 and no seal"});
  call({"HSET", names.integrations(project()), "odd", "x"});
  EXPECT_EQ(rows_left("/integrations", first.token, "integration"), 1U);
  EXPECT_EQ(rows_left("/integrations/ping_email", first.token, "integration"), 1U);
}

TEST_F(damaged_rows, of_broadcasts_leave_the_others) {
  ada();
  const auto good = broadcast_to_ada();
  const auto bad = broadcast_to_ada();
  call({"HSET", names.broadcast(bad), "t", "nobody"});
  EXPECT_EQ(rows_left("/broadcasts", first.token, "broadcast"), 1U);
  call({"HSET", names.broadcast(bad), "t", std::string(project().raw()), "body", "[1]"});
  EXPECT_EQ(get("/broadcasts", first.token).parsed()["data"].size(), 2U);  // an empty one
  call({"ZADD", names.broadcast_index(queue::home_of(good), project()), "1", "short"});
  EXPECT_EQ(rows_left("/broadcasts", first.token, "broadcast"), 2U);
}

TEST_F(damaged_rows, of_broadcasts_do_not_end_the_pages) {
  ada();
  const auto oldest = broadcast_to_ada();
  call({"HSET", names.broadcast(broadcast_to_ada()), "t", "nobody"});
  const auto newest = broadcast_to_ada();
  const auto page = get("/broadcasts?limit=1", first.token).parsed();
  ASSERT_EQ(page["data"].size(), 1U);
  EXPECT_EQ(page["data"][0]["id"], newest.to_string());
  ASSERT_TRUE(page["links"]["next"].is_string());
  const auto next = get(path_of(page["links"]["next"]), first.token).parsed();
  ASSERT_EQ(next["data"].size(), 1U);
  EXPECT_EQ(next["data"][0]["id"], oldest.to_string());
  EXPECT_TRUE(next["links"]["next"].is_null());
  const auto previous = get(path_of(next["links"]["prev"]), first.token).parsed();
  ASSERT_EQ(previous["data"].size(), 1U);
  EXPECT_EQ(previous["data"][0]["id"], newest.to_string());
}

TEST_F(damaged_rows, of_events_leave_the_others) {
  queue::event_log log(client(), names);
  ASSERT_TRUE(run(log.append(project(), "job.failed", "{}")));
  const auto stream = names.events(queue::partition_of_text(project().raw()), project());
  call({"XADD", stream, "*", "b", "short", "k", "job.failed", "p", "{}"});
  call({"XADD", stream, "*", "nonsense", "1"});
  ASSERT_TRUE(run(log.append(project(), "job.failed", "not json")));
  EXPECT_EQ(rows_left("/events", first.token, "event"), 2U);
  EXPECT_EQ(rows_left("/events?limit=1", first.token, "event"), 1U);
}

TEST_F(damaged_rows, of_notifications_leave_the_others) {
  const auto who = ada();
  store::inbox::addition what;
  what.project = project();
  what.where = who.where;
  what.broadcast = broadcast_to_ada();
  what.created_ms = 1'700'000'000'000;
  what.users = {who};
  ASSERT_TRUE(run(store::inbox(client(), names).add(what)));
  const auto inbox = names.inbox(who.where, project(), who.id);
  call({"HSET", inbox, "short", "x"});
  call({"HSET", inbox, broadcast_id::make(now()).raw(), "\xff"});
  EXPECT_EQ(rows_left("/notifications", customer_token(first, "ada"), "notification"), 1U);
}

TEST_F(damaged_rows, of_access_tokens_leave_the_others) {
  const auto who = ada();
  ASSERT_EQ(post("/jwt/user", first.token, {{"external_id", "ada"}}).status, 201);
  const std::string id(jwt_id::make(now()).raw());
  for (const auto& [field, record] :
       {std::pair<std::string, std::string>(id, "short"),
        std::pair<std::string, std::string>("odd", std::string(16, '0') + "{}")}) {
    call({"HSET", names.jwts(project(), "project"), field, record});
    call({"HSET", names.jwts(project(), "user"), field, record});
    call({"HSET", names.jwts(project(), queue::short_id(who.id.value)), field, ""});
  }
  EXPECT_EQ(rows_left("/jwt/project", first.token, "jwt"), 1U);
  EXPECT_EQ(rows_left("/jwt/user/" + who.id.to_string(), first.token, "jwt"), 1U);
}

TEST_F(damaged_rows, of_preferences_leave_what_comes_before) {
  const auto who = ada();
  const auto token = customer_token(first, "ada");
  const json wanted{
      {"categories", {{{"key", "news"}, {"channels", {{{"name", "in_app"}, {"enabled", false}}}}}}}};
  ASSERT_EQ(put("/channels/user_preferences", token, wanted).status, 204);
  const auto page = names.preferences(who.where, project(), who.number / 100);
  const auto field = std::to_string(who.number % 100);
  call({"HSET", page, field, call({"HGET", page, field}).text + "\x05"});
  const auto before = counted("preferences");
  EXPECT_EQ(get("/channels/user_preferences", token).parsed()["categories"].size(), 1U);
  EXPECT_EQ(counted("preferences"), before + 1);
}

}  // namespace
}  // namespace carillon::api
