// Slack's exchange of a code for tokens over TLS: the configured host must prove who it is, to the authority
// the operator trusts, before it is told the app's secret.
#include <gtest/gtest.h>

#include "tests/api/server_fixture.hpp"
#include "tests/api/tls_stand_in.hpp"
#include "tests/net/tls/tls_support.hpp"

namespace carillon::api {
namespace {

const std::string client_secret(32, 's');
constexpr const char* tokens = R"({"ok":true,"access_token":"xoxb-1","token_type":"bot","scope":"chat:write",
    "bot_user_id":"U0","app_id":"A012","team":{"id":"T1","name":"Team"},"enterprise":null,
    "is_enterprise_install":false,"authed_user":{"id":"U1"}})";

/// Slack stands at localhost, with a certificate for that name, of a private authority.
class slack_over_tls : public api_test {
 protected:
  void adjust(config::settings& settings) override {
    settings.providers.origins["slack"] = "https://" + host() + ":" + std::to_string(slack.port());
    settings.providers.ca_file = trusted();
  }
  virtual std::string host() const { return "localhost"; }
  virtual std::string trusted() const { return certificate.certificate_file(); }

  test::http_answer finish() {
    const auto saved = put("/integrations/slack", first.token,
                           {{"app_id", "A012"},
                            {"client_id", "12.34"},
                            {"client_secret", client_secret},
                            {"signing_secret", std::string(32, 'g')}});
    EXPECT_EQ(saved.status, 200) << saved.body;
    const auto user = customer_token(first, "anna");
    const auto started = post("/integrations/slack/installations/start", user, {{"app_id", "A012"}});
    const auto url = started.parsed().value("auth_url", "");
    return post("/integrations/slack/installations/finish", user,
                {{"app_id", "A012"}, {"code", "the code"}, {"state", url.substr(url.find("&state=") + 7)}});
  }
  /// Nothing was said to who did not prove to be Slack, and the user hears no detail of it.
  void expect_refusal() {
    const auto answer = finish();
    EXPECT_EQ(answer.status, 503) << answer.body;
    EXPECT_NE(answer.body.find("slack_unavailable"), std::string::npos) << answer.body;
    EXPECT_EQ(answer.body.find("certificate"), std::string::npos) << answer.body;
    EXPECT_TRUE(slack.asked().empty());
  }

  net::test_certificate certificate{{"localhost"}};
  net::test_certificate another{{"localhost"}};
  tls_stand_in slack{certificate.server("http/1.1"), tokens};
};

TEST_F(slack_over_tls, exchanges_the_code_with_a_host_that_proves_its_name) {
  const auto answer = finish();
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.parsed()["access_token"], "xoxb-1");
  const auto asked = slack.asked();
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_TRUE(asked[0].starts_with("POST /api/oauth.v2.access HTTP/1.1\r\nhost: localhost:")) << asked[0];
  EXPECT_TRUE(asked[0].ends_with("client_id=12.34&client_secret=" + client_secret + "&code=the%20code"));
}

class slack_of_another_authority : public slack_over_tls {
  std::string trusted() const override { return another.certificate_file(); }
};
TEST_F(slack_of_another_authority, is_told_nothing) {
  expect_refusal();
}

class slack_of_another_name : public slack_over_tls {
  std::string host() const override { return "127.0.0.1"; }
};
TEST_F(slack_of_another_name, is_told_nothing) {
  expect_refusal();
}

class slack_of_no_known_authority : public slack_over_tls {
  std::string trusted() const override { return {}; }  // the system's
};
TEST_F(slack_of_no_known_authority, is_told_nothing) {
  expect_refusal();
}

}  // namespace
}  // namespace carillon::api
