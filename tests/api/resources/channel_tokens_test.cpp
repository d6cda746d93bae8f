#include <gmock/gmock.h>

#include "api/http/request.hpp"
#include "base/digest.hpp"
#include "store/channel_token.hpp"
#include "store/token_owner.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

const std::string longest_hook = "https://hooks.example/" + std::string(2048 - 22, 'h');

/// One kind, a payload that is fine, and what breaks its rules.
struct sample {
  std::string name, path;
  json payload;
  struct broken {
    json payload;
    std::string message;
  };
  std::vector<broken> refused{};
};

json with(json payload, const std::string& pointer, json value) {
  payload[json::json_pointer(pointer)] = std::move(value);
  return payload;
}
json without(json payload, const std::string& name) {
  payload.erase(name);
  return payload;
}

std::vector<sample> all_kinds() {
  const json apns = {{"device_token", std::string(64, 'a')}, {"app_id", "com.example"}};
  const json fcm = {{"device_token", std::string(64, 'f')}, {"installation_id", "production"}};
  const json expo = {{"device_token", "e"}};
  const json oauth = {{"oauth", {{"channel_id", "C1"}, {"installation_id", "A0-T0"}}}};
  const json teams = {{"webhook", {{"url", "https://teams.example/hook"}}}};
  const json web_push = {{"endpoint", "https://push.example/x"}, {"keys", {{"auth", "a"}, {"p256dh", "b"}}}};
  const json inbox = {{"token", std::string(64, 'i')}, {"connection_id", nullptr}};
  return {
      {"apns",
       "/channels/mobile_push/apns/tokens",
       apns,
       {{with(apns, "/app_id", "a b"), "Param 'app_id'"},
        {with(apns, "/device_token", "short"), "Param 'device_token'"},
        {with(apns, "/installation_id", "beta"), "Param 'installation_id'"}}},
      {"fcm",
       "/channels/mobile_push/fcm/tokens",
       fcm,
       {{with(fcm, "/device_token", 7), "Param 'device_token' should be of type string"}}},
      {"expo",
       "/channels/mobile_push/expo/tokens",
       expo,
       {{with(expo, "/device_token", ""), "Param 'device_token' should have at least 1 character"},
        {with(expo, "/device_token", std::string(1025, 'x')), "Param 'device_token'"},
        {with(expo, "/device_token", "a b"), "Param 'device_token'"},
        {json::object(), "Param 'device_token' is missing"}}},
      {"slack",
       "/channels/slack/tokens",
       oauth,
       {{json::object(), "Param '(root)' should not be empty"},
        {{{"oauth", nullptr}}, "Param '(root)' should not be empty"},
        {with(oauth, "/extra", 1), "Param '(root)' doesn't allow key: extra"},
        {{{"oauth", {{"channel_id", "C1"}}}}, "Param 'oauth.installation_id' is missing"},
        {{{"webhook", json::object()}}, "Param 'webhook.url' is missing"},
        {{{"webhook", {{"url", "nowhere"}}}}, "Param 'webhook.url' should be a valid uri"},
        {{{"webhook", {{"url", "http://hooks.example/x"}}}}, "Param 'webhook.url' should be an https uri"}}},
      {"teams",
       "/channels/teams/tokens",
       teams,
       {{with(teams, "/webhook/url", "https://10.0.0.1/"), "Param 'webhook.url'"},
        {with(teams, "/webhook/url", "https://teams.example:22/"), "Param 'webhook.url'"},
        {with(teams, "/webhook/url", longest_hook + 'h'), "Param 'webhook.url'"},
        {with(teams, "/webhook", "x"), "Param 'webhook' should be of type object"}}},
      {"web_push",
       "/channels/web_push/tokens",
       web_push,
       {{with(web_push, "/endpoint", "bad"), "Param 'endpoint' should be a valid uri"},
        {with(web_push, "/endpoint", "https://169.254.169.254/latest"), "Param 'endpoint'"},
        {with(web_push, "/endpoint", "https://[::1]/"), "Param 'endpoint'"},
        {with(web_push, "/endpoint", "https://localhost/"), "Param 'endpoint'"},
        {without(web_push, "keys"), "Param 'keys' is missing"},
        {with(web_push, "/keys", {{"auth", "a"}}), "Param 'keys.p256dh' is missing"}}},
      {"inbox",
       "/channels/in_app/inbox/tokens",
       inbox,
       {{with(inbox, "/token", std::string(63, 'i')), "Param 'token' should have at least 64 characters"},
        {with(inbox, "/connection_id", 1), "Param 'connection_id' should be of type string"}}},
  };
}

class channel_tokens_api : public api_test {
 protected:
  void SetUp() override {
    api_test::SetUp();
    ada = customer_token(first, "ada");
    bob = customer_token(first, "bob");
  }
  std::string user_id_of(const std::string& external_id) {
    return get("/users?query=" + external_id, first.token).parsed()["data"][0]["id"];
  }
  std::string ada, bob;
};

void expect_union(const json& token, const json& payload) {
  auto flat = payload;
  flat.update(token["metadata"]);
  flat["data"] = payload;
  flat["metadata"] = token["metadata"];
  EXPECT_EQ(token, flat);
  EXPECT_TRUE(token["metadata"].contains("id"));
  EXPECT_TRUE(token["metadata"].contains("created_at"));
}

TEST_F(channel_tokens_api, answer_the_union_of_both_shapes_everywhere) {
  for (const auto& kind : all_kinds()) {
    SCOPED_TRACE(kind.name);
    const auto saved = post(kind.path, ada, kind.payload);
    ASSERT_EQ(saved.status, 201) << saved.body;
    expect_union(saved.parsed(), kind.payload);
    const auto id = saved.parsed()["id"].get<std::string>();
    const auto replaced = put(kind.path, ada, kind.payload);
    EXPECT_EQ(replaced.status, 200);
    EXPECT_EQ(replaced.parsed()["id"], id);
    const auto admin = "/users/" + user_id_of("ada") + kind.path;
    for (const auto& [path, token] : {std::pair{kind.path, ada}, std::pair{admin, first.token}}) {
      const auto listed = get(path, token).parsed();
      ASSERT_EQ(listed["data"].size(), 1U) << path;
      expect_union(listed["data"][0], kind.payload);
      EXPECT_EQ(get(path + '/' + id, token).parsed(), listed["data"][0]);
    }
  }
}

TEST_F(channel_tokens_api, refuse_what_breaks_the_rules_and_name_the_field) {
  for (const auto& kind : all_kinds()) {
    for (const auto& one : kind.refused) {
      const auto answer = post(kind.path, ada, one.payload);
      EXPECT_EQ(answer.status, 422) << kind.name << one.payload;
      EXPECT_THAT(answer.message(), testing::StartsWith(one.message)) << one.payload;
    }
    EXPECT_EQ(get(kind.path, ada).parsed()["data"].size(), 0U);
  }
}

TEST_F(channel_tokens_api, accept_what_the_contract_leaves_open) {
  EXPECT_EQ(post("/channels/teams/tokens", ada, json::object()).status, 201);
  EXPECT_EQ(post("/channels/teams/tokens", ada, {{"webhook", json::object()}}).status, 201);
  EXPECT_EQ(post("/channels/teams/tokens", ada, {{"webhook", {{"url", longest_hook}}}}).status, 201);
  const json both = {{"oauth", {{"channel_id", "C"}, {"installation_id", "I"}, {"scope", "chat"}}},
                     {"webhook", {{"url", "https://hooks.example/x"}}}};
  expect_union(post("/channels/slack/tokens", ada, both).parsed(), both);
  const json plain = {{"token", std::string(64, 'i')}};
  expect_union(post("/channels/in_app/inbox/tokens", ada, plain).parsed(), plain);
  const json nulls = {{"device_token", std::string(64, 'a')}, {"app_id", nullptr}};
  EXPECT_FALSE(post("/channels/mobile_push/apns/tokens", ada, nulls).parsed().contains("app_id"));
}

TEST_F(channel_tokens_api, are_discarded_once_and_revived) {
  for (const auto& kind : all_kinds()) {
    SCOPED_TRACE(kind.name);
    const auto id = post(kind.path, ada, kind.payload).parsed()["id"].get<std::string>();
    const auto gone = remove(kind.path + '/' + id, ada);
    ASSERT_EQ(gone.status, 200) << gone.body;
    EXPECT_EQ(gone.parsed().size(), 2U);
    EXPECT_EQ(gone.parsed()["id"], id);
    const auto admin = "/users/" + user_id_of("ada") + kind.path;
    EXPECT_EQ(remove(admin + '/' + id, first.token).parsed(), gone.parsed());
    const auto listed = get(kind.path, ada).parsed()["data"][0];
    EXPECT_EQ(listed["discarded_at"], gone.parsed()["discarded_at"]);
    EXPECT_EQ(listed["metadata"]["discarded_at"], gone.parsed()["discarded_at"]);
    const auto revived = post(kind.path, ada, kind.payload).parsed();
    EXPECT_EQ(revived["id"], id);
    EXPECT_FALSE(revived.contains("discarded_at"));
    EXPECT_FALSE(get(kind.path + '/' + id, ada).parsed().contains("discarded_at"));
  }
}

TEST_F(channel_tokens_api, of_others_are_not_found) {
  for (const auto& kind : all_kinds()) {
    SCOPED_TRACE(kind.name);
    const auto id = post(kind.path, ada, kind.payload).parsed()["id"].get<std::string>();
    get(kind.path, bob);
    const auto bobs = "/users/" + user_id_of("bob") + kind.path;
    const auto adas = "/users/" + user_id_of("ada") + kind.path;
    for (const auto& [path, token] :
         {std::pair{kind.path, bob}, std::pair{bobs, first.token}, std::pair{adas, second.token}}) {
      EXPECT_EQ(get(path + '/' + id, token).status, 404);
      EXPECT_EQ(remove(path + '/' + id, token).status, 404);
    }
    EXPECT_EQ(get(adas, second.token).status, 404);
    EXPECT_EQ(get(kind.path, bob).parsed()["data"].size(), 0U);
    EXPECT_FALSE(get(kind.path + '/' + id, ada).parsed().contains("discarded_at"));
    EXPECT_EQ(get(kind.path, first.token).status, 401);
    EXPECT_EQ(get(adas, ada).status, 401);
  }
}

TEST_F(channel_tokens_api, refuse_malformed_ids) {
  for (const auto& kind : all_kinds()) {
    for (const auto* bad : {"x", "external_id:ada", "00000000-0000-0000-0000-00000000000g"}) {
      EXPECT_EQ(get(kind.path + '/' + bad, ada).status, 400) << kind.name << bad;
      EXPECT_EQ(remove(kind.path + '/' + bad, ada).status, 400);
      EXPECT_EQ(get("/users/" + std::string(bad) + kind.path, first.token).status, 400);
    }
    const auto unknown = kind.path + "/0191a9e2-0000-7000-8000-000000000000";
    EXPECT_EQ(get(unknown, ada).status, 404);
    EXPECT_EQ(remove(unknown, ada).status, 404);
  }
}

TEST_F(channel_tokens_api, come_in_pages_of_both_vocabularies) {
  const std::string path = "/channels/web_push/tokens";
  for (int i = 0; i < 5; ++i) {
    const json keys = {{"auth", "a"}, {"p256dh", "b"}};
    post(path, ada, {{"endpoint", "https://push.example/" + std::to_string(i)}, {"keys", keys}});
  }
  for (const auto* first_page : {"?limit=2", "?page%5Bsize%5D=2"}) {
    std::vector<std::string> seen;
    json page = get(path + first_page, ada).parsed();
    EXPECT_TRUE(page["links"]["prev"].is_null());
    for (;;) {
      for (const auto& row : page["data"]) seen.push_back(row["endpoint"]);
      if (page["links"]["next"].is_null()) break;
      page = get(path_of(page["links"]["next"]), ada).parsed();
    }
    EXPECT_THAT(seen, testing::ElementsAre("https://push.example/0", "https://push.example/1",
                                           "https://push.example/2", "https://push.example/3",
                                           "https://push.example/4"));
    EXPECT_FALSE(page["links"]["prev"].is_null());
  }
}

class full_project : public api_test {
 protected:
  void adjust(config::settings& settings) override { settings.api.max_project_tokens = 10'000; }
};

TEST_F(full_project, takes_only_the_tokens_it_has) {
  const std::string path = "/channels/mobile_push/apns/tokens";
  const auto token = customer_token(first, "ada");
  const json known = {{"device_token", std::string(64, 'a')}};
  store::users people(client(), queue::keys("c:"), keys());
  store::channel_tokens tokens(client(), queue::keys("c:"), keys());
  const auto ada = run(people.upsert(first.project.id, {.external_id = "ada"})).value();
  ASSERT_TRUE(run(tokens.save(first.project.id, to_ref(first.project.id, ada), provider::apns, known)));
  store::redis_batch batch(client());
  for (int i = 0; i < 20'000; ++i)
    store::add_try(batch, queue::keys("c:"), first.project.id, provider::fcm,
                   store::token_hash(std::to_string(i)), {3, 7});
  run(batch.run());

  const auto refused = post(path, token, {{"device_token", std::string(64, 'b')}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.code(), "too_many_tokens");
  EXPECT_NE(refused.message().find("api.max_project_tokens"), std::string::npos);
  EXPECT_EQ(post(path, token, {{"device_token", std::string(64, 'A')}}).status, 201);
  const json subscription = {{"endpoint", "https://push.example/x"},
                             {"keys", {{"auth", "a"}, {"p256dh", "b"}}}};
  EXPECT_EQ(post("/channels/web_push/tokens", token, subscription).status, 422);
  EXPECT_EQ(post(path, customer_token(second, "ada"), known).status, 201) << "another project's";
}

}  // namespace
}  // namespace carillon::api
