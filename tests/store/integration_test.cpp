#include "store/integration.hpp"

#include <regex>

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

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
  const auto first = run(all->put(project, "apns", apns("com.example.a")));
  const auto second = run(all->put(project, "apns", apns("com.example.b")));
  const auto third = run(all->put(project, "apns", apns("com.example.a", "KEYKEYKEY2")));
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
  ASSERT_TRUE(run(all->put(project, "fcm", {{"project_id", "p1"}})));
  ASSERT_TRUE(run(all->put(project, "expo", {{"access_token", "1"}})));
  ASSERT_TRUE(run(all->put(project, "expo", {{"access_token", "2"}})));
  EXPECT_EQ(listed("").size(), 4U);
  EXPECT_EQ(listed("expo").front().config.at("access_token"), "2");
}

TEST_F(integration_store, keeps_nothing_readable_in_redis) {
  const auto made = run(all->put(project, "apns", apns("com.example.a")));
  const auto stored = call({"HGET", names.integrations(project), made->id.raw()}).text;
  EXPECT_EQ(stored.find("SECRETCANARY"), std::string::npos);
  EXPECT_EQ(stored.find("com.example.a"), std::string::npos);
  const auto other = run(all->put(project, "apns", apns("com.example.b")));
  call({"HSET", names.integrations(project), other->id.raw(), stored});
  EXPECT_EQ(listed("").size(), 1U);                                    // the other is left out
  EXPECT_TRUE(run(all->put(project, "apns", apns("com.example.b"))));  // a save repairs it
  EXPECT_EQ(listed("apns").size(), 2U);
}

TEST_F(integration_store, removes_one_or_all_of_a_kind) {
  const auto first = run(all->put(project, "apns", apns("com.example.a")));
  run(all->put(project, "apns", apns("com.example.b")));
  const auto fcm = run(all->put(project, "fcm", {{"project_id", "p1"}}));
  EXPECT_EQ(*run(all->remove(project, "apns", fcm->id)), 0U);
  EXPECT_EQ(*run(all->remove(project, "apns", first->id)), 1U);
  EXPECT_EQ(*run(all->remove(project, "apns", first->id)), 0U);
  EXPECT_EQ(*run(all->remove(project, "apns", {})), 1U);
  EXPECT_EQ(run(all->list(project, ""))->size(), 1U);
  EXPECT_GT(run(all->put(project, "apns", apns("com.example.a")))->version, first->version);
}

TEST_F(integration_store, remembers_for_a_moment_but_sees_its_own_changes) {
  integrations worker(client(), names, *ring, std::chrono::hours(1));
  EXPECT_TRUE(run(worker.list(project, ""))->empty());
  run(all->put(project, "expo", {{"access_token", "1"}}));
  EXPECT_TRUE(run(worker.list(project, ""))->empty());
  run(worker.put(project, "fcm", {{"project_id", "p1"}}));
  EXPECT_EQ(run(worker.list(project, ""))->size(), 2U);
}

TEST_F(integration_store, answers_what_another_process_wrote_when_it_remembers_nothing) {
  integrations elsewhere(client(), names, *ring, std::chrono::hours(1));
  EXPECT_TRUE(run(all->list(project, ""))->empty());
  run(elsewhere.put(project, "expo", {{"access_token", "1"}}));
  EXPECT_EQ(run(all->list(project, ""))->size(), 1U);
}

TEST_F(integration_store, leads_from_an_inbound_id_to_its_project) {
  const auto made = run(all->put(project, "github", {{"webhook_signing_secret", "s"}}));
  const auto found = run(all->find_inbound("github", made->id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->project, project);
  EXPECT_EQ(found->value.config["webhook_signing_secret"], "s");
  EXPECT_EQ(run(all->find_inbound("stripe", made->id)).error().code, errc::not_found);
  const auto expo = run(all->put(project, "expo", {{"access_token", "1"}}));
  EXPECT_EQ(run(all->find_inbound("expo", expo->id)).error().code, errc::not_found);
  EXPECT_EQ(*run(all->remove(project, "github", {})), 1U);
  EXPECT_EQ(run(all->find_inbound("github", made->id)).error().code, errc::not_found);
  EXPECT_EQ(call({"EXISTS", names.webhook_owner(made->id)}).integer, 0);
}

TEST_F(integration_store, keeps_a_secret_that_comes_back_as_its_filler) {
  const auto made = run(all->put(project, "mailgun", {{"api_key", "SECRETCANARY"}, {"domain", "a"}}));
  auto shown = redacted("mailgun", made->config);
  shown["domain"] = "b";
  EXPECT_EQ(run(all->put(project, "mailgun", shown))->config,
            json({{"api_key", "SECRETCANARY"}, {"domain", "b"}}));
}

TEST_F(integration_store, keeps_no_filler_in_place_of_a_secret) {
  const auto refused = run(all->put(project, "mailgun", {{"api_key", "************"}, {"domain", "a"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_TRUE(refused.error().detail.starts_with("Param 'api_key'")) << refused.error().detail;
  ASSERT_TRUE(run(all->put(project, "mailgun", {{"api_key", "SECRETCANARY"}, {"domain", "a"}})));
  EXPECT_EQ(run(all->put(project, "mailgun", {{"api_key", "***"}, {"domain", "b"}})).error().code,
            errc::conflict);
  const json pem = {{"app_id", "a.b"},
                    {"certificate", "-----BEGIN PRIVATE KEY-----\nREDACTED\n-----END PRIVATE KEY-----\n"}};
  EXPECT_EQ(run(all->put(project, "apns", pem)).error().code, errc::conflict);
}

TEST(redaction, keeps_the_shapes_clients_check) {
  const std::regex apns_pem(
      R"(^-+?\s?BEGIN PRIVATE KEY-+\n([A-Za-z0-9+\/\r\n]+={0,2})\n-+\s?END PRIVATE KEY+-+\n?$)");
  const std::regex fcm_pem(R"(^-+?\s?BEGIN[A-Z ]+-+\n([A-Za-z0-9+\/\r\n]+={0,2})\n-+\s?END[A-Z ]+-+\n?$)");
  const std::string pem = "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n";
  const auto apns = redacted("apns", {{"app_id", "a.b"}, {"key_id", "ABCDEFGHIJ"}, {"certificate", pem}});
  EXPECT_TRUE(std::regex_match(apns.at("certificate").get<std::string>(), apns_pem));
  EXPECT_EQ(apns.at("certificate").get<std::string>().find("MIGH"), std::string::npos);
  EXPECT_EQ(apns.at("key_id"), "ABCDEFGHIJ");
  const std::string rsa = "-----BEGIN RSA PRIVATE KEY-----\nMIGH\n-----END RSA PRIVATE KEY-----\n";
  const auto fcm = redacted("fcm", {{"project_id", "p"}, {"private_key", rsa}});
  EXPECT_TRUE(std::regex_match(fcm.at("private_key").get<std::string>(), fcm_pem));
  const auto slack = redacted("slack", {{"client_secret", std::string(32, 's')}, {"app_id", "A1"}});
  EXPECT_EQ(slack.at("client_secret"), std::string(32, '*'));
  EXPECT_EQ(redacted("slack", {{"client_secret", "\u00e9\U0001f511x"}}).at("client_secret"), "***");
  EXPECT_EQ(slack.at("app_id"), "A1");
  EXPECT_EQ(redacted("inbox", {{"locale", "en"}}).at("locale"), "en");
}

TEST(redaction, shows_no_secret_of_any_kind) {
  const auto hides = [](std::string_view kind, const char* field) {
    const auto shown = redacted(kind, {{field, "SECRETCANARY"}});
    EXPECT_EQ(dump_json(shown).find("CANARY"), std::string::npos) << kind;
    EXPECT_TRUE(shown.at(field).is_string());
  };
  hides("apns", "certificate");
  hides("fcm", "private_key");
  hides("awssns", "webhook_signing_secret");
  hides("github", "webhook_signing_secret");
  hides("stripe", "webhook_signing_secret");
  hides("expo", "access_token");
  hides("mailgun", "api_key");
  hides("sendgrid", "api_key");
  hides("ses", "secret_key");
  hides("slack", "client_secret");
  hides("slack", "signing_secret");
  hides("twilio", "api_secret");
  hides("web_push", "private_key");
  hides("smtp", "password");
  hides("something_new", "anything");
  EXPECT_EQ(dump_json(redacted("apns", {{"certificate", {{"nested", "SECRETCANARY"}}}})).find("CANARY"),
            std::string::npos);
}

}  // namespace
}  // namespace carillon::store
