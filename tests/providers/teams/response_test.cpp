// The table of providers.md 10.
#include <gtest/gtest.h>

#include <set>

#include "providers/teams/answers.hpp"
#include "providers/teams/request.hpp"

namespace carillon::providers::teams {
namespace {

using enum answer_class;

#define HIDDEN(status)                                                                                \
  "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error " #status \
  " with ContextId tcid=0"

struct expectation {
  int status;
  const char* body;
  answer_class meaning;
  std::optional<row> found = std::nullopt;
};

constexpr expectation documented[] = {
    {200, "1", ok},
    {202, "", pending},
    {200, "", pending},
    {200, HIDDEN(429), retry_after, row::throttled},
    {429, "", retry_after, row::throttled},
    {200, HIDDEN(413), payload, row::too_large},
    {413, "", payload, row::too_large},
    {200, HIDDEN(400), payload, row::bad_request},
    {400, R"({"error":{"code":"TriggerInputSchemaMismatch"}})", payload, row::bad_request},
    {400, "Summary or Text is required.", payload, row::bad_request},
    {200, "Bad payload received by generic incoming webhook.", payload, row::bad_request},
    {200, HIDDEN(403), dead, row::gone},
    {200, HIDDEN(404), dead, row::gone},
    {200, HIDDEN(410), dead, row::gone},
    {404, "", dead, row::gone},
    {410, "", dead, row::gone},
    {400, "Invalid webhook URL", dead, row::gone},
    {400, "ConnectorConfigurationNotFound", dead, row::gone},
    {404, R"({"error":{"code":"WorkflowNotFound"}})", dead, row::workflow_off},
    {400, R"({"error":{"code":"WorkflowTriggerIsNotEnabled"}})", dead, row::workflow_off},
    {401, R"({"error":{"code":"DirectApiAuthorizationRequired"}})", config, row::unauthorized},
    {403, "", config, row::unauthorized},
    {200, HIDDEN(503), ambiguous, row::server_error},
    {500, "", ambiguous, row::server_error},
    {504, "<html>", ambiguous, row::server_error},
    {200, "what is this", retry, row::unreadable},
    {302, "", config},
};

TEST(teams_response, each_documented_answer_has_its_class_and_row) {
  for (const auto& each : documented) {
    const auto told = read_response({.status = each.status, .body = each.body}, now());
    EXPECT_EQ(told.meaning, each.meaning) << each.status << ' ' << each.body;
    if (each.found)
      EXPECT_EQ(told.reason, static_cast<std::size_t>(*each.found) + 1) << each.status << ' ' << each.body;
  }
}

TEST(teams_response, every_row_is_reached_by_some_case) {
  std::set<std::size_t> reached;
  for (const auto& each : documented) {
    if (each.found) reached.insert(static_cast<std::size_t>(*each.found));
  }
  EXPECT_EQ(reached.size(), answers().size());
}

TEST(teams_response, no_hook_stops_another_ones) {
  for (const auto& each : documented) {
    const auto told = read_response({.status = each.status, .body = each.body}, now());
    if (each.meaning == config || each.meaning == retry_after)
      EXPECT_EQ(told.scope, throttle_scope::address) << each.status;
  }
}

}  // namespace
}  // namespace carillon::providers::teams
