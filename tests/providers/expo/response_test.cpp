#include "providers/expo/response.hpp"

#include <gtest/gtest.h>

#include <array>

#include "providers/expo/answers.hpp"
#include "providers/expo/receipts.hpp"

namespace carillon::providers::expo {
namespace {

using enum answer_class;
const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

std::vector<answer> read(std::size_t asked, int status, const std::string& body,
                         std::string retry_after = {}) {
  std::vector<answer> told(asked);
  for (auto& each : told) each.text = "untouched";
  read_tickets({.status = status, .body = body, .retry_after = std::move(retry_after)},
               std::vector<item>(asked), noon, told);
  return told;
}
json ticket(const char* error) {
  return {{"status", "error"}, {"message", "m"}, {"details", {{"error", error}}}};
}
json accepted(const char* id) {
  return {{"status", "ok"}, {"id", id}};
}
std::string data(const json& tickets) {
  return json{{"data", tickets}}.dump();
}
std::string errors(const char* code) {
  return json{{"errors", {{{"code", code}, {"message", "m"}}}}}.dump();
}

struct expected {
  int status;
  std::string body;
  answer_class meaning;
  throttle_scope scope = throttle_scope::message;
};

TEST(expo_response, tells_tokens_of_several_projects_apart) {
  const json projects{{"@us/alpha", {"a1", "a2"}}, {"@us/beta", {"b1"}}};
  const json body{
      {"errors", {{{"code", "PUSH_TOO_MANY_EXPERIENCE_IDS"}, {"message", "m"}, {"details", projects}}}}};
  const std::array<item, 4> asked{item{.to = {.text = "a1"}}, item{.to = {.text = "b1"}},
                                  item{.to = {.text = "a2"}}, item{.to = {.text = "stranger"}}};
  std::vector<answer> told(asked.size());
  read_tickets({.status = 400, .body = body.dump()}, asked, noon, told);
  EXPECT_EQ(told[0].meaning, split);
  EXPECT_EQ(told[0].part, told[2].part);
  EXPECT_NE(told[0].part, told[1].part);
  EXPECT_EQ(told[3].part, 0U);
}

TEST(expo_response, survives_projects_that_are_none) {
  for (const json& details : {json("alpha"), json{{"@us/alpha", 1}}, json{{"@us/alpha", {1, nullptr}}}}) {
    const json body{{"errors", {{{"code", "VALIDATION_ERROR"}, {"details", details}}}}};
    for (const auto& each : read(2, 400, body.dump())) EXPECT_EQ(each.part, 0U);
  }
}

TEST(expo_response, reads_every_row_of_the_table) {
  using enum throttle_scope;
  const expected rows[]{{200, data(json::array({ticket("DeviceNotRegistered")})), dead},
                        {200, data(json::array({ticket("MessageTooBig")})), payload},
                        {200, data(json::array({ticket("MessageRateExceeded")})), retry, address},
                        {200, data(json::array({ticket("MismatchSenderId")})), dead},
                        {200, data(json::array({ticket("InvalidCredentials")})), config, account},
                        {200, data(json::array({ticket("InvalidProviderToken")})), config, account},
                        {200, data(json::array({ticket("DeveloperError")})), payload},
                        {200, data(json::array({ticket("ProviderError")})), retry},
                        {200, data(json::array({ticket("ExpoError")})), retry},
                        {200, data(json::array()), ambiguous},
                        {0, "", ambiguous},  // no receipt: holds its number, and is answered by nobody
                        {429, errors("TOO_MANY_REQUESTS"), retry_after, account},
                        {400, errors("PUSH_TOO_MANY_EXPERIENCE_IDS"), split},
                        {400, errors("PUSH_TOO_MANY_NOTIFICATIONS"), split},
                        {400, errors("PUSH_TOO_MANY_RECEIPTS"), split},
                        {400, errors("VALIDATION_ERROR"), split},
                        {400, "<html>", split},
                        {401, errors("UNAUTHORIZED"), config, account},
                        {403, "", config, account},
                        {404, "", config, account},
                        {413, "<html>", split}};
  ASSERT_EQ(std::size(rows), answers().size());
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (rows[i].status == 0) continue;
    const auto got = read(1, rows[i].status, rows[i].body).at(0);
    EXPECT_EQ(got.reason, i + 1) << answers()[i].reason;
    EXPECT_EQ(got.meaning, rows[i].meaning) << answers()[i].reason;
    EXPECT_EQ(got.scope, rows[i].scope) << answers()[i].reason;
  }
}

TEST(expo_response, maps_tickets_one_by_one) {
  const auto told =
      read(3, 200, data(json::array({accepted("t1"), ticket("DeviceNotRegistered"), accepted("t3")})));
  EXPECT_EQ(told[0].meaning, pending);
  EXPECT_EQ(told[0].remote_id, "t1");
  EXPECT_EQ(told[1].meaning, dead);
  EXPECT_EQ(told[2].remote_id, "t3");
}

TEST(expo_response, takes_the_lone_ticket_of_a_lone_message) {
  EXPECT_EQ(read(1, 200, data(accepted("t1"))).at(0).remote_id, "t1");
  EXPECT_EQ(read(2, 200, data(accepted("t1"))).at(0).meaning, ambiguous);
  EXPECT_EQ(read(1, 200, data(json{{"status", "ok"}})).at(0).meaning, ok);
}

TEST(expo_response, is_ambiguous_for_all_when_the_count_differs_or_the_answer_is_none) {
  for (const auto& body :
       {data(json::array({accepted("t1")})), data(json::array({accepted("1"), accepted("2"), accepted("3")})),
        std::string("<html>"), std::string(), std::string("null"), std::string("[]"), data(nullptr),
        data("x")}) {
    for (const auto& each : read(2, 200, body)) {
      EXPECT_EQ(each.meaning, ambiguous) << body;
      EXPECT_EQ(each.text, "");
    }
  }
}

TEST(expo_response, survives_tickets_of_any_form) {
  const auto told = read(4, 200, data(json::array({nullptr, 5, json::array(), {{"status", "maybe"}}})));
  for (const auto& each : told) EXPECT_EQ(each.meaning, ambiguous);
  EXPECT_EQ(read(1, 200, data(json::array({ticket("BrandNewError")}))).at(0).meaning, payload);
}

TEST(expo_response, reads_errors_of_the_whole_request_whatever_its_status) {
  EXPECT_EQ(read(1, 200, errors("PUSH_TOO_MANY_EXPERIENCE_IDS")).at(0).meaning, split);
  EXPECT_EQ(read(1, 200, errors("WHO_KNOWS")).at(0).meaning, ambiguous);
  EXPECT_EQ(read(1, 500, errors("WHO_KNOWS")).at(0).meaning, retry);
  EXPECT_EQ(read(1, 503, "<html>").at(0).meaning, retry);
  EXPECT_EQ(read(1, 301, "").at(0).meaning, config);
}

TEST(expo_response, waits_as_it_is_told) {
  EXPECT_EQ(read(1, 429, errors("TOO_MANY_REQUESTS"), "9").at(0).wait, std::chrono::seconds(9));
  EXPECT_EQ(read(1, 429, "").at(0).wait, std::chrono::seconds(1));
}

TEST(expo_response, keeps_tokens_to_itself) {
  EXPECT_EQ(without_tokens("\"ExponentPushToken[abc]\" and ExpoPushToken[d] are not"),
            "\"ExponentPushToken[…]\" and ExpoPushToken[…] are not");
  EXPECT_EQ(without_tokens("ExponentPushToken[never closed"), "ExponentPushToken[…]");
  EXPECT_EQ(without_tokens("nothing"), "nothing");
}

receipts read_of(int status, const std::string& body) {
  static const std::array<std::string, 3> tickets{"a", "b", "c"};
  return receipt_plan(secret("t")).read({.status = status, .body = body}, tickets, noon);
}

TEST(expo_receipts, are_asked_for_by_their_tickets) {
  const std::array<std::string, 2> tickets{"a", "b"};
  net::wire_request request;
  receipt_plan(secret("t")).ask(tickets, request);
  EXPECT_EQ(request.path, "/--/api/v2/push/getReceipts");
  EXPECT_EQ(request.body, R"({"ids":["a","b"]})");
}

TEST(expo_receipts, tell_each_ticket_its_own) {
  const auto read = read_of(200, data({{"c", ticket("DeviceNotRegistered")}, {"a", {{"status", "ok"}}}}));
  EXPECT_FALSE(read.refusal);
  ASSERT_EQ(read.told.size(), 3U);
  EXPECT_EQ(read.told[0]->meaning, ok);
  EXPECT_FALSE(read.told[1]);
  EXPECT_EQ(read.told[2]->meaning, dead);
}

TEST(expo_receipts, are_asked_for_again_where_the_answer_is_none) {
  for (const auto& body : {std::string("<html>"), errors("WHO_KNOWS")}) {
    const auto read = read_of(200, body);
    ASSERT_TRUE(read.refusal) << body;
    EXPECT_EQ(read.refusal->meaning, retry) << body;
  }
  EXPECT_EQ(read_of(401, "").refusal->meaning, config);
  EXPECT_EQ(read_of(400, errors("PUSH_TOO_MANY_RECEIPTS")).refusal->meaning, split);
  EXPECT_FALSE(read_of(200, data(json::array())).told[0]);
}

}  // namespace
}  // namespace carillon::providers::expo
