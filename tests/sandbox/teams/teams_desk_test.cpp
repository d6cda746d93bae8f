#include "sandbox/teams/teams_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

verdict ask(const std::string& path, const std::string& body) {
  teams_desk desk;
  request_builder request;
  request.path = path;
  request.body = body;
  connection_record connection;
  const behaviour how;
  verdict made;
  desk.judge(request.view(), {.connection = connection, .how = how, .now = noon}, made);
  return made;
}

std::string card(std::size_t bytes = 10) {
  const json content{{"type", "AdaptiveCard"}, {"body", std::string(bytes, 'x')}};
  const json attachment{{"contentType", "application/vnd.microsoft.card.adaptive"}, {"content", content}};
  return json{{"type", "message"}, {"attachments", json::array({attachment})}}.dump();
}

TEST(teams_desk, a_workflow_says_202_and_nothing) {
  const auto made = ask("/workflows/abc/triggers?sig=x", card());
  EXPECT_EQ(made.reply.status, 202);
  EXPECT_EQ(made.reply.body, "");
  EXPECT_EQ(made.subject.token, "/workflows/abc/triggers?sig=x");
}

TEST(teams_desk, the_connector_says_1_and_hides_its_errors_in_a_200) {
  EXPECT_EQ(ask("/webhookb2/x", card()).reply.body, "1");
  const auto broken = ask("/webhookb2/x", "{}");
  EXPECT_EQ(broken.reply.status, 200);
  EXPECT_NE(broken.reply.body.find("HTTP error 400"), std::string::npos);
}

TEST(teams_desk, refuses_what_is_no_card_and_what_is_too_large) {
  EXPECT_EQ(ask("/workflows/abc", R"({"text":"x"})").reply.reason, "TriggerInputSchemaMismatch");
  EXPECT_EQ(ask("/workflows/abc", card(30'000)).reply.status, 413);
}

}  // namespace
}  // namespace carillon::sandbox::testing
