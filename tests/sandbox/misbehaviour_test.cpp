#include <gtest/gtest.h>

#include "sandbox/apns/apns_reasons.hpp"
#include "sandbox/canned.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

request_builder push_to(const std::string& start) {
  auto push = apns_push();
  push.path = "/3/device/" + device_token(start);
  return push;
}

void add_rule(caller& sandbox, const char* text) {
  sandbox.sandbox.rules().add(parse_rules(json::array({json::parse(text)})).value());
}

TEST(token_pattern, answers_every_row_of_apns) {
  for (const auto& row : apns_reasons()) {
    caller apple;
    const std::string digits{static_cast<char>('0' + row.number / 10),
                             static_cast<char>('0' + row.number % 10)};
    const auto made = apple.ask(push_to("eeeeee" + digits));
    EXPECT_EQ(made.reply.status, row.status);
    EXPECT_EQ(made.reply.reason, row.reason);
    EXPECT_EQ(made.reply.header("apns-id"), "01234567-89ab-7def-8123-456789abcdef");
    const auto body = parse_json(made.reply.body).value();
    EXPECT_EQ(body.at("reason"), row.reason);
    EXPECT_EQ(body.contains("timestamp"), row.status == 410);
  }
}

TEST(token_pattern, ends_exchanges_without_an_answer) {
  const std::pair<const char*, fault_kind> ends[]{{"eeeeee90", fault_kind::reset},
                                                  {"eeeeee93", fault_kind::go_away},
                                                  {"eeeeee94", fault_kind::close},
                                                  {"eeeeee95", fault_kind::stall},
                                                  {"eeeeee96", fault_kind::close}};
  for (const auto& [start, kind] : ends) {
    caller apple;
    const auto made = apple.ask(push_to(start));
    EXPECT_EQ(made.misbehaviour.kind, kind) << start;
    EXPECT_FALSE(made.is_answered());
    EXPECT_EQ(made.misbehaviour.is_accepted, std::string_view(start) == "eeeeee96");
  }
}

TEST(token_pattern, leaves_other_tokens_alone) {
  for (const char* start : {"eeeeee00", "eeeeee77", "eeeeeeaa", "eeeee270"}) {
    caller apple;
    EXPECT_EQ(apple.ask(push_to(start)).reply.status, 200) << start;
  }
}

TEST(token_pattern, never_hides_a_mistake_of_the_caller) {
  caller apple;
  EXPECT_EQ(apple.ask(push_to("eeeeee27").without("apns-topic")).reply.reason, "MissingTopic");
}

TEST(rule_book, meets_only_its_provider_and_prefix) {
  caller apple;
  add_rule(apple, R"({"provider":"apns","match":{"token_prefix":"ab"},
                      "action":{"respond":{"status":429,"reason":"TooManyRequests","retry_after":"3"}}})");
  EXPECT_EQ(apple.ask(push_to("cd")).reply.status, 200);
  const auto made = apple.ask(push_to("ab"));
  EXPECT_EQ(made.reply.reason, "TooManyRequests");
  EXPECT_EQ(made.reply.retry_after, "3");
  EXPECT_EQ(apple.ask(fcm_push(apple.bearer(), fcm_message("ab-token:1"))).reply.status, 200);
}

TEST(rule_book, counts_every_nth_and_the_times_left) {
  caller apple;
  add_rule(apple, R"({"match":{"every":3},"times":2,"action":{"respond":{"status":500}}})");
  std::vector<int> statuses;
  for (int i = 0; i < 12; ++i) statuses.push_back(apple.ask(apns_push()).reply.status);
  EXPECT_EQ(statuses, (std::vector<int>{200, 200, 500, 200, 200, 500, 200, 200, 200, 200, 200, 200}));
}

std::string drawn(std::uint64_t seed) {
  rule_book book(seed);
  book.add(parse_rules(json::parse(R"([{"match":{"probability":0.25},"action":"stall"}])")).value());
  std::string hits;
  for (int round = 0; round < 4; ++round) {
    for (int token = 0; token < 500; ++token) {
      hits += book.match("apns", "token" + std::to_string(token)) != nullptr ? '1' : '0';
    }
  }
  return hits;
}

TEST(rule_book, draws_the_same_for_the_same_seed) {
  EXPECT_EQ(drawn(7), drawn(7));
  EXPECT_NE(drawn(7), drawn(8));
  const auto hits = std::ranges::count(drawn(7), '1');
  EXPECT_GT(hits, 400);
  EXPECT_LT(hits, 600);
  EXPECT_NE(drawn(7).substr(0, 500), drawn(7).substr(500, 500));
}

TEST(rule_book, lets_the_first_rule_decide_until_it_is_cleared) {
  caller apple;
  add_rule(apple, R"({"times":1,"action":{"reset":{"code":"REFUSED_STREAM"}}})");
  add_rule(apple, R"({"action":{"delay":{"ms":30}}})");
  const auto first = apple.ask(apns_push());
  EXPECT_EQ(first.misbehaviour.kind, fault_kind::reset);
  EXPECT_EQ(first.misbehaviour.code, 7U);
  EXPECT_EQ(apple.ask(apns_push()).delay, std::chrono::milliseconds(30));
  apple.sandbox.rules().clear();
  EXPECT_EQ(apple.ask(apns_push()).delay, std::chrono::milliseconds(0));
}

TEST(rule, answers_with_the_timestamp_and_the_body_it_is_told) {
  caller apple;
  add_rule(apple, R"({"times":1,"action":{"respond":{"reason":"Unregistered","timestamp":1700000000123}}})");
  EXPECT_EQ(apple.ask(apns_push()).reply.body, R"({"reason":"Unregistered","timestamp":1700000000123})");
  add_rule(apple, R"({"action":{"respond":{"status":200,"body":"<html>","content_type":"text/html"}}})");
  const auto made = apple.ask(apns_push());
  EXPECT_EQ(made.reply.status, 200);
  EXPECT_EQ(made.reply.body, "<html>");
}

TEST(rule, is_refused_when_it_is_not_understood) {
  for (const char* text :
       {R"({})", R"({"action":"explode"})", R"({"action":{"respond":{}}})", R"({"action":{"settings":{}}})",
        R"({"action":"stall","provider":"gcm"})", R"({"action":"stall","match":{"probability":2}})",
        R"({"action":"stall","match":{"every":0}})", R"({"action":"stall","match":{"tokens":1}})",
        R"({"action":"stall","when":"now"})", R"({"action":{"reset":{"code":"OOPS"}}})",
        R"({"action":{"respond":{"status":42}}})", R"({"action":{"close":{},"stall":{}}})", R"("stall")"}) {
    EXPECT_FALSE(parse_rules(json::array({json::parse(text)}))) << text;
  }
  EXPECT_FALSE(parse_rules(json::object()));
  EXPECT_FALSE(parse_disturbance(json{{"reset", json::object()}}));
  EXPECT_TRUE(parse_disturbance(json("close")));
}

}  // namespace
}  // namespace carillon::sandbox::testing
