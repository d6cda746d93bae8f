#include "providers/slack/renewal.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::slack {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");
const json workspace{{"access_token", "xoxe.xoxb-1"},
                     {"refresh_token", "xoxe-1"},
                     {"app_id", "A1"},
                     {"expires_at", to_unix_ms(noon) / 1000 + 3599}};

net::wire_response answered(const json& body, int status = 200) {
  return {.status = status, .body = dump_json(body)};
}

TEST(slack_renewal, is_due_an_hour_before_the_token_ends) {
  EXPECT_TRUE(rotation().is_due(workspace, noon));
  EXPECT_TRUE(rotation().is_due(workspace, noon + std::chrono::hours(100)));
  EXPECT_FALSE(rotation().is_due(workspace, noon - std::chrono::seconds(10)));
  auto other = workspace;
  other.erase("expires_at");
  EXPECT_FALSE(rotation().is_due(other, noon)) << "a token that does not end";
  other = workspace;
  other.erase("refresh_token");
  EXPECT_FALSE(rotation().is_due(other, noon)) << "there is no way to another";
}

TEST(slack_renewal, asks_as_the_app_of_the_workspace) {
  net::wire_request request;
  rotation().ask({{"client_id", "1.2"}, {"client_secret", "s&t"}}, workspace, request);
  EXPECT_EQ(request.path, "/api/oauth.v2.access");
  EXPECT_EQ(request.body, "grant_type=refresh_token&client_id=1.2&client_secret=s%26t&refresh_token=xoxe-1");
}

TEST(slack_renewal, keeps_the_workspace_but_for_its_tokens) {
  const auto renewed = rotation().read(
      answered({{"ok", true}, {"access_token", "a2"}, {"refresh_token", "r2"}, {"expires_in", 43200}}),
      workspace);
  ASSERT_TRUE(renewed);
  EXPECT_EQ((*renewed)["access_token"], "a2");
  EXPECT_EQ((*renewed)["refresh_token"], "r2");
  EXPECT_EQ((*renewed)["expires_in"], 43200);
  EXPECT_EQ((*renewed)["app_id"], "A1");
}

TEST(slack_renewal, tells_a_refusal_from_a_passing_trouble) {
  const auto refused =
      rotation().read(answered({{"ok", false}, {"error", "invalid_refresh_token"}}), workspace);
  EXPECT_EQ(refused.error().code, errc::configuration);
  EXPECT_EQ(refused.error().detail, "invalid_refresh_token");
  for (const auto& passing :
       {answered({{"ok", true}}), answered({{"ok", false}}, 503), answered({{"ok", false}}, 429),
        net::wire_response{.status = 200, .body = "<html>"}})
    EXPECT_EQ(rotation().read(passing, workspace).error().code, errc::unavailable) << passing.body;
}

}  // namespace
}  // namespace carillon::providers::slack
