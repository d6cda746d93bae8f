#include "store/integration.hpp"

#include <array>

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

constexpr std::array<std::string_view, 1> certificate{"certificate"},
    webhook_secret{"webhook_signing_secret"}, api_key{"api_key"};
constexpr kind_facts apns_kind{.name = "apns", .natural_key = "app_id", .secrets = certificate};
constexpr kind_facts fcm_kind{.name = "fcm", .natural_key = "project_id"};
constexpr kind_facts expo_kind{.name = "expo"};
constexpr kind_facts mailgun_kind{.name = "mailgun", .secrets = api_key};
constexpr kind_facts github_kind{.name = "github", .secrets = webhook_secret, .is_inbound = true};

class integration_store : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    all = std::make_unique<integrations>(client(), names, *ring, std::chrono::milliseconds(0));
  }
  static json apns(std::string app_id, std::string key_id = "KEYKEYKEY1") {
    return {{"app_id", app_id}, {"key_id", key_id}, {"certificate", "SECRETCANARY"}};
  }
  std::vector<integration> listed(std::string kind) { return *run(all->list(project, std::move(kind))); }
  std::unique_ptr<integrations> all;
};

TEST_F(integration_store, replaces_by_natural_key) {
  const auto first = run(all->put(project, apns_kind, apns("com.example.a")));
  const auto second = run(all->put(project, apns_kind, apns("com.example.b")));
  const auto third = run(all->put(project, apns_kind, apns("com.example.a", "KEYKEYKEY2")));
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(third->id, first->id);
  EXPECT_NE(second->id, first->id);
  EXPECT_GT(third->version, first->version);
  EXPECT_EQ(third->created, first->created);
  const auto read = listed("apns");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].id, first->id);
  EXPECT_EQ(read[0].config, apns("com.example.a", "KEYKEYKEY2"));
  EXPECT_EQ(read[0].version, third->version);
  ASSERT_TRUE(run(all->put(project, fcm_kind, {{"project_id", "p1"}})));
  ASSERT_TRUE(run(all->put(project, expo_kind, {{"access_token", "1"}})));
  ASSERT_TRUE(run(all->put(project, expo_kind, {{"access_token", "2"}})));
  EXPECT_EQ(listed("").size(), 4U);
  EXPECT_EQ(listed("expo").front().config.at("access_token"), "2");
}

TEST_F(integration_store, keeps_nothing_readable_in_redis) {
  const auto made = run(all->put(project, apns_kind, apns("com.example.a")));
  const auto stored = call({"HGET", names.integrations(project), made->id.raw()}).text;
  EXPECT_EQ(stored.find("SECRETCANARY"), std::string::npos);
  EXPECT_EQ(stored.find("com.example.a"), std::string::npos);
  const auto other = run(all->put(project, apns_kind, apns("com.example.b")));
  call({"HSET", names.integrations(project), other->id.raw(), stored});
  EXPECT_EQ(listed("").size(), 1U);                                       // the other is left out
  EXPECT_TRUE(run(all->put(project, apns_kind, apns("com.example.b"))));  // a save repairs it
  EXPECT_EQ(listed("apns").size(), 2U);
}

TEST_F(integration_store, removes_one_or_all_of_a_kind) {
  const auto first = run(all->put(project, apns_kind, apns("com.example.a")));
  run(all->put(project, apns_kind, apns("com.example.b")));
  const auto fcm = run(all->put(project, fcm_kind, {{"project_id", "p1"}}));
  EXPECT_EQ(*run(all->remove(project, apns_kind, fcm->id)), 0U);
  EXPECT_EQ(*run(all->remove(project, apns_kind, first->id)), 1U);
  EXPECT_EQ(*run(all->remove(project, apns_kind, first->id)), 0U);
  EXPECT_EQ(*run(all->remove(project, apns_kind, {})), 1U);
  EXPECT_EQ(run(all->list(project, ""))->size(), 1U);
  EXPECT_GT(run(all->put(project, apns_kind, apns("com.example.a")))->version, first->version);
}

TEST_F(integration_store, remembers_for_a_moment_but_sees_its_own_changes) {
  integrations worker(client(), names, *ring, std::chrono::hours(1));
  EXPECT_TRUE(run(worker.list(project, ""))->empty());
  run(all->put(project, expo_kind, {{"access_token", "1"}}));
  EXPECT_TRUE(run(worker.list(project, ""))->empty());
  run(worker.put(project, fcm_kind, {{"project_id", "p1"}}));
  EXPECT_EQ(run(worker.list(project, ""))->size(), 2U);
}

TEST_F(integration_store, answers_what_another_process_wrote_when_it_remembers_nothing) {
  integrations elsewhere(client(), names, *ring, std::chrono::hours(1));
  EXPECT_TRUE(run(all->list(project, ""))->empty());
  run(elsewhere.put(project, expo_kind, {{"access_token", "1"}}));
  EXPECT_EQ(run(all->list(project, ""))->size(), 1U);
}

TEST_F(integration_store, leads_from_an_inbound_id_to_its_project) {
  const auto made = run(all->put(project, github_kind, {{"webhook_signing_secret", "s"}}));
  const auto found = run(all->find_inbound("github", made->id));
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->project, project);
  EXPECT_EQ((*found)->value.config["webhook_signing_secret"], "s");
  EXPECT_EQ(*run(all->find_inbound("github", made->id)), *found) << "opened once";
  EXPECT_EQ(run(all->find_inbound("stripe", made->id)).error().code, errc::not_found);
  const auto expo = run(all->put(project, expo_kind, {{"access_token", "1"}}));
  EXPECT_EQ(run(all->find_inbound("expo", expo->id)).error().code, errc::not_found);
  EXPECT_EQ(*run(all->remove(project, github_kind, {})), 1U);
  EXPECT_EQ(run(all->find_inbound("github", made->id)).error().code, errc::not_found);
  EXPECT_EQ(call({"EXISTS", names.webhook_owner(made->id)}).integer, 0);
}

TEST_F(integration_store, finds_an_inbound_one_as_another_process_saved_it) {
  const auto made = run(all->put(project, github_kind, {{"webhook_signing_secret", "s"}}));
  EXPECT_TRUE(run(all->find_inbound("github", made->id)));
  integrations elsewhere(client(), names, *ring, std::chrono::hours(1));
  run(elsewhere.put(project, github_kind, {{"webhook_signing_secret", "t"}}));
  EXPECT_EQ((*run(all->find_inbound("github", made->id)))->value.config["webhook_signing_secret"], "t");
}

TEST_F(integration_store, keeps_a_secret_that_comes_back_as_its_filler) {
  const auto made = run(all->put(project, mailgun_kind, {{"api_key", "SECRETCANARY"}, {"domain", "a"}}));
  auto shown = redacted(made->config, api_key);
  shown["domain"] = "b";
  EXPECT_EQ(run(all->put(project, mailgun_kind, shown))->config,
            json({{"api_key", "SECRETCANARY"}, {"domain", "b"}}));
}

TEST_F(integration_store, keeps_no_filler_in_place_of_a_secret) {
  const auto refused = run(all->put(project, mailgun_kind, {{"api_key", "************"}, {"domain", "a"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_TRUE(refused.error().detail.starts_with("Param 'api_key'")) << refused.error().detail;
  ASSERT_TRUE(run(all->put(project, mailgun_kind, {{"api_key", "SECRETCANARY"}, {"domain", "a"}})));
  EXPECT_EQ(run(all->put(project, mailgun_kind, {{"api_key", "***"}, {"domain", "b"}})).error().code,
            errc::conflict);
  const json pem = {{"app_id", "a.b"},
                    {"certificate", "-----BEGIN PRIVATE KEY-----\nREDACTED\n-----END PRIVATE KEY-----\n"}};
  EXPECT_EQ(run(all->put(project, apns_kind, pem)).error().code, errc::conflict);
}

}  // namespace
}  // namespace carillon::store
