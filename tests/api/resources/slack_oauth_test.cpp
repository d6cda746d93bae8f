#include "api/resources/installations/slack_oauth.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace carillon::api {
namespace {

const secret key(std::string(32, 'k'));
const timestamp then = from_unix_ms(1'700'000'000'000);
const slack_state anna{project_id::make(then), user_id::make(then), "A1"};

const slack_grant grant{"one use", {std::nullopt, "a key", std::nullopt}, then + slack_state_lifetime};

TEST(slack_state, belongs_to_who_started) {
  const auto state = make_slack_state(anna, grant, key);
  const auto read = read_slack_state(state, anna, key, then);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "one use");
  EXPECT_EQ(read->parent.key, "a key");
  EXPECT_EQ(read->until, grant.until);
  auto other = anna;
  other.user = user_id::make(then);
  EXPECT_FALSE(read_slack_state(state, other, key, then));
  other = anna;
  other.project = project_id::make(then);
  EXPECT_FALSE(read_slack_state(state, other, key, then));
  other = anna;
  other.app_id = "A2";
  EXPECT_FALSE(read_slack_state(state, other, key, then));
  EXPECT_FALSE(read_slack_state(state, anna, secret("another"), then));
  EXPECT_FALSE(read_slack_state("", anna, key, then));
  EXPECT_FALSE(read_slack_state(state.substr(0, state.size() - 2), anna, key, then));
}

TEST(slack_state, ends_after_ten_minutes) {
  const auto state = make_slack_state(anna, grant, key);
  EXPECT_TRUE(read_slack_state(state, anna, key, then + std::chrono::seconds(599)));
  EXPECT_FALSE(read_slack_state(state, anna, key, then + std::chrono::seconds(600)));
}

TEST(slack_consent, leaves_out_what_is_empty) {
  EXPECT_EQ(consent_url({.page = "https://slack.com/oauth/v2/authorize",
                         .client_id = "1.2",
                         .scopes = {"a:b", "c"},
                         .redirect_url = "",
                         .state = "s"}),
            "https://slack.com/oauth/v2/authorize?client_id=1.2&scope=a%3Ab%2Cc&state=s");
}

TEST(slack_answer, of_a_whole_organisation_has_it_for_a_team) {
  const auto one = read_slack_answer(
      200, R"({"ok":true,"access_token":"x","app_id":"A1","team":null,"enterprise":{"id":"E1","name":"n"},
               "authed_user":{"id":"U1"},"is_enterprise_install":true})",
      "A1");
  ASSERT_TRUE(one);
  EXPECT_EQ((*one)["team"]["id"], "E1");
}

TEST(slack_installation_rule, leaves_known_keys_without_nulls) {
  json one = {{"access_token", "x"},   {"app_id", "A1"}, {"authed_user", {{"id", "U"}, {"scope", nullptr}}},
              {"team", {{"id", "T"}}}, {"id", "A1-T"},   {"enterprise", nullptr},
              {"unknown", 1}};
  EXPECT_TRUE(validate(slack_installation_rule(), one).empty());
  EXPECT_EQ(one, json::parse(R"({"access_token":"x","app_id":"A1","authed_user":{"id":"U"},"team":{"id":"T"},
                                 "id":"A1-T"})"));
}

}  // namespace
}  // namespace carillon::api
