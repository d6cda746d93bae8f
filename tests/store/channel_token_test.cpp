#include "store/channel_token.hpp"

#include <gmock/gmock.h>

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class channel_tokens_of : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    people = std::make_unique<users>(client(), names, *ring);
    tokens = std::make_unique<channel_tokens>(client(), names, *ring);
    ada = made("ada");
    bob = made("bob");
  }
  user_ref made(std::string name) {
    return ref_of(project, *run(people->upsert(project, by_external_id(std::move(name)))));
  }
  channel_token save(user_ref owner, provider via, json payload) {
    auto saved = run(tokens->save(project, owner, via, std::move(payload)));
    EXPECT_TRUE(saved) << saved.error().detail;
    return saved ? *saved : channel_token{};
  }
  std::vector<json> payloads(user_ref owner, provider via) {
    std::vector<json> out;
    for (auto& one : run(tokens->list(project, owner, via)).value()) out.push_back(one.payload);
    return out;
  }
  /// Every byte of every value that tokens rest in.
  std::string all_values() {
    std::string all;
    for (const auto& key : call({"KEYS", "*"}).elements) {
      const auto type = call({"TYPE", key.text}).text;
      if (type == "string") all += call({"GET", key.text}).text;
      if (type != "hash") continue;
      for (const auto& element : call({"HGETALL", key.text}).elements) all += element.text;
    }
    return all;
  }
  std::unique_ptr<users> people;
  std::unique_ptr<channel_tokens> tokens;
  user_ref ada, bob;
};

const std::string canary = "CANARY-0123456789";

json expo() {
  return {{"device_token", "ExponentPushToken[x]"}};
}
json subscription() {
  return {{"endpoint", "https://push.example/" + canary}, {"keys", {{"auth", canary}, {"p256dh", canary}}}};
}
json slack_channel(std::string_view channel) {
  return {{"oauth", {{"channel_id", channel}, {"installation_id", "A-T"}, {"scope", canary}}}};
}
json hook() {
  return {{"webhook", {{"url", "https://hooks.example/" + canary}}}};
}
json inbox_token() {
  return {{"token", canary + std::string(64, 't')}, {"connection_id", nullptr}};
}

struct sample {
  provider via;
  json payload;
};
std::vector<sample> one_of_each() {
  return {{provider::apns, {{"device_token", std::string(64, 'a')}, {"app_id", "com.example"}}},
          {provider::fcm, {{"device_token", std::string(70, 'f')}, {"installation_id", "production"}}},
          {provider::expo, expo()},
          {provider::slack, slack_channel("C1")},
          {provider::teams, hook()},
          {provider::web_push, subscription()},
          {provider::inbox, inbox_token()}};
}

TEST_F(channel_tokens_of, every_kind_are_read_as_they_were_saved) {
  for (const auto& [via, payload] : one_of_each()) {
    const auto saved = save(ada, via, payload);
    EXPECT_EQ(saved.payload, payload);
    EXPECT_GT(saved.created_ms, 0);
    const auto listed = run(tokens->list(project, ada, via)).value();
    ASSERT_EQ(listed.size(), 1U) << to_string(via);
    EXPECT_EQ(listed[0].payload, payload);
    EXPECT_EQ(listed[0].id, saved.id);
    EXPECT_EQ(listed[0].created_ms, saved.created_ms);
    EXPECT_TRUE(payloads(bob, via).empty());
  }
}

TEST_F(channel_tokens_of, sealed_kinds_leave_no_secret_in_redis) {
  for (const auto& [via, payload] : one_of_each()) save(ada, via, payload);
  const auto bytes = all_values();
  EXPECT_NE(bytes.find("ExponentPushToken[x]"), bytes.npos);  // the search does find what is plain
  EXPECT_EQ(bytes.find("CANARY"), bytes.npos);
}

TEST_F(channel_tokens_of, every_kind_are_revived_by_the_same_address) {
  for (const auto& [via, payload] : one_of_each()) {
    const auto first = save(ada, via, payload);
    const auto discarded = run(tokens->discard(project, ada, via, first.id)).value();
    EXPECT_NE(discarded.discarded_ms, 0) << to_string(via);
    const auto again = run(tokens->discard(project, ada, via, first.id)).value();
    EXPECT_EQ(again.discarded_ms, discarded.discarded_ms);
    EXPECT_NE(run(tokens->list(project, ada, via)).value().front().discarded_ms, 0);
    const auto revived = save(ada, via, payload);
    EXPECT_EQ(revived.id, first.id) << to_string(via);
    EXPECT_EQ(revived.created_ms, first.created_ms);
    EXPECT_EQ(run(tokens->list(project, ada, via)).value().front().discarded_ms, 0);
    EXPECT_EQ(run(tokens->discard(project, bob, via, first.id)).error().code, errc::not_found);
  }
}

TEST_F(channel_tokens_of, the_same_endpoint_take_new_keys) {
  const auto first = save(ada, provider::web_push, subscription());
  auto renewed = subscription();
  renewed["keys"]["auth"] = "other";
  EXPECT_EQ(save(ada, provider::web_push, renewed).id, first.id);
  EXPECT_THAT(payloads(ada, provider::web_push), testing::ElementsAre(renewed));
}

TEST_F(channel_tokens_of, browsers_and_devices_belong_to_their_last_user) {
  for (const auto via : {provider::expo, provider::web_push, provider::inbox}) {
    const auto payload = via == provider::expo       ? expo()
                         : via == provider::web_push ? subscription()
                                                     : inbox_token();
    save(ada, via, payload);
    save(bob, via, payload);
    EXPECT_TRUE(payloads(ada, via).empty()) << to_string(via);
    EXPECT_THAT(payloads(bob, via), testing::ElementsAre(payload));
  }
}

TEST_F(channel_tokens_of, slack_and_teams_are_shared) {
  for (const auto& [via, payload] : {sample{provider::slack, hook()}, sample{provider::teams, hook()},
                                     sample{provider::slack, slack_channel("C1")}}) {
    const auto adas = save(ada, via, payload);
    const auto bobs = save(bob, via, payload);
    EXPECT_NE(adas.id, bobs.id);
    EXPECT_THAT(payloads(ada, via), testing::Contains(payload));
    EXPECT_THAT(payloads(bob, via), testing::Contains(payload));
  }
}

TEST_F(channel_tokens_of, two_slack_channels_are_two) {
  save(ada, provider::slack, slack_channel("C1"));
  save(ada, provider::slack, slack_channel("C2"));
  save(ada, provider::slack, hook());
  EXPECT_EQ(payloads(ada, provider::slack).size(), 3U);
}

TEST_F(channel_tokens_of, another_user_do_not_open) {
  save(ada, provider::web_push, subscription());
  const auto page = [&](user_ref owner) {
    return names.tokens(owner.where, project, provider::web_push, owner.number / queue::page_size);
  };
  const auto packed = call({"HGET", page(ada), std::to_string(ada.number % queue::page_size)}).text;
  call({"HSET", page(bob), std::to_string(bob.number % queue::page_size), packed});
  EXPECT_TRUE(run(tokens->list(project, bob, provider::web_push))->empty());
}

TEST_F(channel_tokens_of, every_kind_go_with_their_user) {
  for (const auto& [via, payload] : one_of_each()) save(ada, via, payload);
  ASSERT_TRUE(run(people->remove(project, ada.id)));
  EXPECT_TRUE(call({"KEYS", "c:*tk:*"}).elements.empty());
  EXPECT_TRUE(call({"KEYS", "c:*tx:*"}).elements.empty());
  EXPECT_EQ(run(tokens->save(project, ada, provider::teams, hook())).error().code, errc::not_found);
}

}  // namespace
}  // namespace carillon::store
