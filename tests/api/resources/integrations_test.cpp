#include <gtest/gtest.h>

#include <set>

#include "base/signing_key.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

const std::string apple_key(signing_key::generate(key_kind::p256).private_pem().reveal());
const std::string google_key(signing_key::generate(key_kind::rsa).private_pem().reveal());
// A pair made for tests and used nowhere.
const std::string vapid_point =
    "BAHQxjdTlmLFQrPUMpF6y24AH_uCQRdH6NWFheYtwWFX-Yxb_L8vlQZKowwS_07_QubH9BYZ6G1A7ZM_7cS_1vs";
const std::string vapid_scalar = "LmHF7xFai2FplnY9vqlXZH7IcLko1ucfOylTyVyiUjg";
const std::string canary32 = "SECRETCANARY" + std::string(20, 'x');

/// One of each kind, a canary in every secret.
std::vector<std::pair<std::string, json>> one_of_each() {
  const json fcm = {{"type", "service_account"},
                    {"project_id", "p"},
                    {"private_key_id", "k"},
                    {"private_key", google_key},
                    {"client_email", "a@p.example"},
                    {"client_id", "1"},
                    {"auth_uri", "https://a.example"},
                    {"token_uri", "https://oauth2.googleapis.com/token"},
                    {"auth_provider_x509_cert_url", "https://a.example"},
                    {"client_x509_cert_url", "https://a.example"},
                    {"universe_domain", "googleapis.com"}};
  return {
      {"apns",
       {{"app_id", "com.example.app"},
        {"badge", "unread"},
        {"certificate", apple_key},
        {"key_id", "ABCDEFGHIJ"},
        {"team_id", "ABCDEFGHIJ"}}},
      {"awssns", {{"webhook_signing_secret", "SECRETCANARY"}}},
      {"expo", {{"access_token", "SECRETCANARY"}}},
      {"fcm", fcm},
      {"github", {{"webhook_signing_secret", "SECRETCANARY"}}},
      {"inbox", {{"images", nullptr}, {"locale", nullptr}, {"theme", nullptr}}},
      {"mailgun", {{"api_key", "SECRETCANARY"}, {"domain", "mg.example.com"}, {"region", "us"}}},
      {"ping_email", {{"url", "https://example.com/ping"}}},
      {"sendgrid", {{"api_key", "SECRETCANARY"}}},
      {"ses", {{"key_id", "k"}, {"secret_key", "SECRETCANARY"}, {"region", "us-east-1"}}},
      {"slack",
       {{"app_id", "A1"}, {"client_id", "1.2"}, {"client_secret", canary32}, {"signing_secret", canary32}}},
      {"smtp",
       {{"host", "smtp.example.com"},
        {"port", 587},
        {"username", "u"},
        {"password", "SECRETCANARY"},
        {"from", {{"email", "a@example.com"}}}}},
      {"stripe", {{"webhook_signing_secret", "SECRETCANARY"}}},
      {"templates", {{"free", "form"}}},
      {"twilio", {{"account_sid", "s"}, {"api_key", "k"}, {"api_secret", "SECRETCANARY"}, {"from", "+1555"}}},
      {"web_push", {{"public_key", vapid_point}, {"private_key", vapid_scalar}}},
  };
}

/// A canary, or what only a private key holds: the second line of its PEM.
bool shows_a_secret(const std::string& text) {
  const auto line_of = [](const std::string& pem) { return pem.substr(pem.find('\n') + 65, 40); };
  for (const auto& secret : {std::string("CANARY"), line_of(apple_key), line_of(google_key), vapid_scalar}) {
    if (text.find(secret) != text.npos) return true;
  }
  return false;
}

class integrations_api : public api_test {};

TEST_F(integrations_api, save_list_and_remove_every_kind) {
  for (const auto& [kind, config] : one_of_each()) {
    const auto path = "/integrations/" + kind;
    const auto saved = put(path, first.token, config);
    ASSERT_EQ(saved.status, 200) << kind << saved.body;
    const auto id = saved.parsed().value("id", "");
    EXPECT_EQ(saved.parsed().size(), config.size() + 1 + (kind == "twilio" ? 1 : 0)) << kind << saved.body;
    EXPECT_EQ(put(path, first.token, config).parsed().value("id", ""), id) << kind;
    const auto listed = get(path, first.token);
    EXPECT_EQ(listed.status, 200);
    ASSERT_EQ(listed.parsed()["data"].size(), 1U) << kind;
    EXPECT_EQ(listed.parsed()["data"][0]["id"], id);
    EXPECT_EQ(listed.parsed()["data"][0]["name"], kind);
    EXPECT_FALSE(shows_a_secret(saved.body + listed.body)) << kind;
    // What was answered passes the rules of the request, as clients check it with them; where there is no
    // secret it could stand for, it is refused by name.
    const auto shown = listed.parsed()["data"][0]["config"];
    const auto stranger = put(path, second.token, shown);
    const bool has_secrets = kind != "inbox" && kind != "templates" && kind != "ping_email";
    EXPECT_EQ(stranger.status, has_secrets ? 422 : 200) << kind << stranger.body;
    EXPECT_EQ(stranger.body.find("in place of a secret") != stranger.body.npos, has_secrets) << kind;
    ASSERT_EQ(put(path, second.token, config).status, 200) << kind;
    EXPECT_EQ(put(path, second.token, shown).status, 200) << kind << listed.body;
    EXPECT_EQ(remove(path + "?id=" + id, second.token).status, 404) << kind;
    EXPECT_EQ(get(path, second.token).parsed()["data"].size(), 1U);
    EXPECT_EQ(remove(path, second.token).status, 204);
    EXPECT_EQ(get(path, second.token).parsed()["data"].size(), 0U);
  }
  EXPECT_EQ(get("/integrations?limit=100", first.token).parsed()["data"].size(), 16U);
}

TEST_F(integrations_api, remove_one_by_path_or_query) {
  for (const auto& [kind, config] : one_of_each()) {
    const auto path = "/integrations/" + kind;
    auto id = put(path, first.token, config).parsed().value("id", "");
    EXPECT_EQ(remove(path + "?id=" + id, first.token).status, 204) << kind;
    EXPECT_EQ(remove(path + "?id=" + id, first.token).status, 404) << kind;
    id = put(path, first.token, config).parsed().value("id", "");
    EXPECT_EQ(remove(path + "/" + id, first.token).status, 204) << kind;
    EXPECT_EQ(remove(path + "?id=nonsense", first.token).status, 400) << kind;
  }
}

TEST_F(integrations_api, are_for_project_tokens_alone) {
  const auto user = customer_token(first, "anna");
  for (const auto& [kind, config] : one_of_each()) {
    const auto path = "/integrations/" + kind;
    EXPECT_EQ(put(path, user, config).status, 401) << kind;
    EXPECT_EQ(get(path, "").status, 401) << kind;
  }
}

TEST_F(integrations_api, keep_one_for_each_slack_app) {
  const auto slack = one_of_each()[10].second;
  auto other = slack;
  other["app_id"] = "A2";
  put("/integrations/slack", first.token, slack);
  put("/integrations/slack", first.token, other);
  EXPECT_EQ(get("/integrations/slack", first.token).parsed()["data"].size(), 2U);
}

TEST_F(integrations_api, leave_no_secret_readable_in_redis) {
  for (const auto& [kind, config] : one_of_each()) put("/integrations/" + kind, first.token, config);
  for (const auto& key : call({"KEYS", "*"}).elements) {
    EXPECT_FALSE(shows_a_secret(call({"DUMP", key.text}).text)) << key.text;
  }
}

}  // namespace
}  // namespace carillon::api
