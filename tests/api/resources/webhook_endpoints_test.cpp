#include <gtest/gtest.h>

#include <set>

#include "api/http/openapi.hpp"
#include "base/event_types.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

constexpr auto path = "/integrations/webhook";
const std::string given_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class webhook_endpoints_api : public api_test {
 protected:
  void adjust(config::settings& settings) override { settings.webhooks.endpoints = 3; }
  static json wanted() { return {{"url", "https://hooks.example.com/a"}, {"secret", given_secret}}; }
  std::string make(const json& body) {
    const auto answer = post(path, first.token, body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.parsed().value("id", "");
  }
  std::string refusal(const json& body) {
    const auto answer = post(path, first.token, body);
    EXPECT_EQ(answer.status, 422) << answer.body;
    return answer.body;
  }
};

TEST_F(webhook_endpoints_api, show_a_secret_once) {
  const auto made = post(path, first.token, {{"url", "https://hooks.example.com/a"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto secret = made.parsed().value("secret", "");
  EXPECT_TRUE(secret.starts_with("whsec_")) << made.body;
  const auto one = std::string(path) + "/" + made.parsed().value("id", "");
  for (const auto& answer : {get(path, first.token), get(one, first.token),
                             put(one, first.token, {{"url", "https://hooks.example.com/b"}})}) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body.find(secret), answer.body.npos);
    EXPECT_NE(answer.body.find(std::string(secret.size(), '*')), answer.body.npos);
  }
}

TEST_F(webhook_endpoints_api, are_made_listed_changed_and_deleted) {
  auto body = wanted();
  body.update({{"description", "shop"}, {"events", {"delivery.*"}}, {"categories", {"orders"}}});
  const auto one = std::string(path) + "/" + make(body);
  auto listed = get(path, first.token).parsed()["data"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["name"], "webhook");
  const auto config = listed[0]["config"];
  EXPECT_EQ(config["url"], body["url"]);
  EXPECT_EQ(config["events"], body["events"]);
  EXPECT_EQ(config["categories"], body["categories"]);
  EXPECT_EQ(config["enabled"], true);
  // What was shown may be sent back.
  EXPECT_EQ(put(one, first.token, config).status, 200);
  EXPECT_EQ(put(one, first.token, {{"url", body["url"]}, {"enabled", false}}).status, 200);
  EXPECT_EQ(put(one, first.token, {{"url", body["url"]}}).parsed()["enabled"], false);
  EXPECT_FALSE(get(one, first.token).parsed()["config"].contains("events"));
  EXPECT_EQ(remove(one, first.token).status, 204);
  EXPECT_EQ(remove(one, first.token).status, 404);
  EXPECT_EQ(get(one, first.token).status, 404);
  EXPECT_EQ(put(one, first.token, wanted()).status, 404);
  EXPECT_TRUE(get(path, first.token).parsed()["data"].empty());
}

TEST_F(webhook_endpoints_api, may_ask_for_every_type_of_event_that_the_document_lists_and_there_is) {
  const auto document = json::parse(openapi_document());
  const auto& schemas = document["components"]["schemas"];
  std::set<std::string> listed, there;
  for (const auto& each : schemas["EventType"]["enum"]) listed.insert(each.get<std::string>());
  for (const auto& each : schemas["EventTypeBeginning"]["enum"]) listed.insert(each.get<std::string>());
  for (const auto& each : event_types) {
    there.emplace(each.name);
    for (auto dot = each.name.find('.'); dot != each.name.npos; dot = each.name.find('.', dot + 1))
      there.insert(std::string(each.name.substr(0, dot)) + ".*");
  }
  EXPECT_EQ(listed, there);
  ASSERT_LE(there.size(), 50U) << "more than an endpoint may ask for: split the test";
  auto body = wanted();
  body["events"] = there;
  const auto one = std::string(path) + "/" + make(body);
  EXPECT_EQ(get(one, first.token).parsed()["config"]["events"].size(), there.size());
}

TEST_F(webhook_endpoints_api, name_what_is_wrong_with_a_body) {
  const auto with = [](const char* field, json value) {
    auto body = wanted();
    body[field] = std::move(value);
    return body;
  };
  EXPECT_NE(refusal(json::object()).find("Param 'url' is missing"), std::string::npos);
  for (const auto* url :
       {"http://hooks.example.com/", "https://127.0.0.1/", "https://hooks.example.com:22/",
        "https://10.0.0.1/", "https://user@hooks.example.com/", "hooks", "https://localhost/"})
    EXPECT_NE(refusal(with("url", url)).find("Param 'url' should"), std::string::npos) << url;
  for (const auto* secret : {"", "********", "whsec_short", "secret"})
    EXPECT_NE(refusal(with("secret", secret)).find("Param 'secret' should be whsec_"), std::string::npos);
  for (const auto* type : {"Delivery.sent", "delivery.", ".sent", "delivery..sent", "*", "del*",
                           "delivery.send", "deliveries.*", "delivery"})
    EXPECT_NE(refusal(with("events", {"delivery.sent", type})).find("Param 'events.1' should"),
              std::string::npos)
        << type;
  EXPECT_NE(refusal(with("categories", {"with space"})).find("Param 'categories.0'"), std::string::npos);
  EXPECT_NE(refusal(with("enabled", "yes")).find("Param 'enabled'"), std::string::npos);
  EXPECT_NE(refusal(with("events", std::vector<std::string>(51, "a"))).find("Param 'events'"),
            std::string::npos);
}

TEST_F(webhook_endpoints_api, take_no_other_secret_than_their_own) {
  const auto one = std::string(path) + "/" + make(wanted());
  EXPECT_EQ(put(one, first.token, wanted()).status, 200);
  auto other = wanted();
  other["secret"] = "whsec_" + std::string(32, 'A');
  const auto answer = put(one, first.token, other);
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.body.find("rotate_secret"), answer.body.npos);
}

TEST_F(webhook_endpoints_api, show_how_they_are_doing) {
  const auto id = make(wanted());
  const auto one = std::string(path) + "/" + id;
  EXPECT_EQ(get(one, first.token).parsed()["status"]["state"], "active");
  const queue::keys names("c:");
  const auto endpoint = integration_id::parse(id).value();
  const auto key = names.endpoint_progress(first.project.id, endpoint);
  call({"HSET", key, "failing", "1700000000000", "last", "1700000001000", "status", "503", "error",
        "status 503", "taken", "5", "delivered", "3", "failed", "9"});
  call({"ZADD", names.endpoint_retries(first.project.id, endpoint), "1700000002000", "event"});
  auto status = get(one, first.token).parsed()["status"];
  EXPECT_EQ(status["state"], "failing");
  EXPECT_EQ(status["failing_since"], "2023-11-14T22:13:20.000000Z");
  EXPECT_EQ(status["last_status"], 503);
  EXPECT_EQ(status["last_error"], "status 503");
  EXPECT_EQ(status["taken"], 5);
  EXPECT_EQ(status["waiting"], 1);
  EXPECT_EQ(status["next_attempt_at"], "2023-11-14T22:13:22.000000Z");
  EXPECT_FALSE(status.contains("lost_since"));
  call({"HSET", key, "lost_since", "1700000003000", "lost_before", "1700000004000"});
  status = get(one, first.token).parsed()["status"];
  EXPECT_EQ(status["lost_since"], "2023-11-14T22:13:23.000000Z");
  EXPECT_EQ(status["lost_before"], "2023-11-14T22:13:24.000000Z");
  call({"HSET", key, "off", "gone"});
  const auto row = get(path, first.token).parsed()["data"][0];
  EXPECT_EQ(row["status"]["state"], "disabled");
  EXPECT_EQ(row["status"]["disabled_because"], "gone");
  EXPECT_EQ(row["config"]["enabled"], false);
}

TEST_F(webhook_endpoints_api, show_since_when_they_are_behind) {
  const auto one = std::string(path) + "/" + make(wanted());
  const auto tested =
      post(one + "/test", first.token, json::object()).parsed()["event_id"].get<std::string>();
  const auto event = get("/events/" + tested, first.token).parsed();
  auto status = get(one, first.token).parsed()["status"];
  ASSERT_TRUE(status["behind_since"].is_string()) << "nobody tells it here";
  EXPECT_LE(status["behind_since"], event["timestamp"]);
  const auto enable = [&](bool is_enabled) {
    return put(one, first.token, {{"url", wanted()["url"]}, {"enabled", is_enabled}}).status;
  };
  EXPECT_EQ(enable(false), 200);
  EXPECT_FALSE(get(one, first.token).parsed()["status"].contains("behind_since"));
}

TEST_F(webhook_endpoints_api, get_another_secret_that_is_shown_once) {
  const auto one = std::string(path) + "/" + make(wanted());
  auto answer = post(one + "/rotate_secret", first.token, json::object());
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto fresh = answer.parsed().value("secret", "");
  EXPECT_NE(fresh, given_secret);
  EXPECT_TRUE(answer.parsed().contains("former_until"));
  EXPECT_EQ(get(one, first.token).body.find(fresh), std::string::npos);
  EXPECT_EQ(post(one + "/rotate_secret", first.token, {{"secret", fresh}}).status, 422);
  EXPECT_EQ(post(one + "/rotate_secret", first.token, {{"secret", "short"}}).status, 422);
  EXPECT_EQ(post(one + "/rotate_secret", first.token, {{"overlap_seconds", -1}}).status, 422);
  for (unsigned count = 0; count < 2; ++count)
    EXPECT_EQ(post(one + "/rotate_secret", first.token, json::object()).status, 200);
  answer = post(one + "/rotate_secret", first.token, json::object());
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.body.find("without an overlap"), answer.body.npos);
  EXPECT_EQ(post(one + "/rotate_secret", first.token, {{"overlap_seconds", 0}}).status, 200);
  EXPECT_EQ(post(one + "/rotate_secret", second.token, json::object()).status, 404);
}

TEST_F(webhook_endpoints_api, are_tested_by_an_event_of_the_log) {
  const auto one = std::string(path) + "/" + make(wanted());
  const auto answer = post(one + "/test", first.token, json::object());
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto event = get("/events/" + answer.parsed().value("event_id", ""), first.token).parsed();
  EXPECT_EQ(event["type"], "webhook_endpoint.test");
  EXPECT_EQ(put(one, first.token, {{"url", wanted()["url"]}, {"enabled", false}}).status, 200);
  EXPECT_EQ(post(one + "/test", first.token, json::object()).status, 422);
  EXPECT_EQ(post(one + "/test", second.token, json::object()).status, 404);
}

TEST_F(webhook_endpoints_api, are_told_events_again) {
  const auto id = make(wanted());
  const auto again = std::string(path) + "/" + id + "/redeliver";
  const auto event = get("/events", first.token).parsed()["data"][0]["id"];
  const auto ask = [&](const json& body) { return post(again, first.token, body); };
  EXPECT_EQ(ask({{"event_id", event}}).status, 204);
  const queue::keys names("c:");
  EXPECT_EQ(
      call({"ZCARD", names.endpoint_retries(first.project.id, integration_id::parse(id).value())}).integer,
      1);
  EXPECT_EQ(ask({{"event_id", "01a221b7-79d3-74a6-b103-b8a6a95e3c00"}}).status, 404);
  EXPECT_EQ(ask({{"since", "2026-11-23T12:00:00Z"}}).status, 204);
  const auto busy = ask({{"since", "2026-11-23T12:00:00Z"}});
  EXPECT_EQ(busy.status, 422);
  EXPECT_NE(busy.body.find("already"), busy.body.npos);
  EXPECT_TRUE(get(std::string(path) + "/" + id, first.token).parsed()["status"].contains("redelivering"));
  const auto ever = std::string(path) + "/" + make(wanted());
  EXPECT_EQ(post(ever + "/redeliver", first.token, {{"since", "1901-01-01T00:00:00Z"}}).status, 204);
  EXPECT_EQ(get(ever, first.token).parsed()["status"]["redelivering"]["from"], "1970-01-01T00:00:00.000000Z");
  for (const auto& body : {json::object(), json{{"event_id", event}, {"since", "2026-11-23T12:00:00Z"}},
                           json{{"until", "2026-11-23T12:00:00Z"}}, json{{"since", "yesterday"}},
                           json{{"since", "2026-11-23T12:00:00Z"}, {"until", "2026-11-22T12:00:00Z"}},
                           json{{"event_id", "nonsense"}}})
    EXPECT_EQ(ask(body).status, 422) << dump_json(body);
  EXPECT_EQ(post(again, second.token, {{"event_id", event}}).status, 404);
  EXPECT_EQ(post(again, second.token, {{"since", "2026-11-23T12:00:00Z"}}).status, 404);
}

TEST_F(webhook_endpoints_api, are_as_many_as_settings_allow) {
  for (unsigned count = 0; count < 3; ++count) make(wanted());
  EXPECT_NE(refusal(wanted()).find("at most 3"), std::string::npos);
  EXPECT_EQ(post(path, second.token, wanted()).status, 201);
}

TEST_F(webhook_endpoints_api, belong_to_their_project) {
  const auto one = std::string(path) + "/" + make(wanted());
  EXPECT_EQ(get(one, second.token).status, 404);
  EXPECT_EQ(put(one, second.token, wanted()).status, 404);
  EXPECT_EQ(remove(one, second.token).status, 404);
  EXPECT_TRUE(get(path, second.token).parsed()["data"].empty());
  EXPECT_EQ(get(path, customer_token(first, "anna")).status, 401);
  EXPECT_EQ(get(std::string(path) + "/nonsense", first.token).status, 400);
}

}  // namespace
}  // namespace carillon::api
