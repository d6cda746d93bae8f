#include <gtest/gtest.h>

#include "base/gzip.hpp"
#include "sandbox/expo/expo_errors.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

struct expo_caller : caller {
  explicit expo_caller(service_options options = {})
      : caller(options, {}, {{"expo", {{{"access_token", "t0ken"}}}}}) {}

  static request_builder push(const json& messages) {
    request_builder made;
    made.path = "/--/api/v2/push/send";
    made.body = dump_json(messages);
    made.with("authorization", "Bearer t0ken").with("content-type", "application/json");
    return made;
  }
  verdict send(const json& messages) { return ask(push(messages)); }
  json receipts(const json& ids) {
    auto asked = push({{"ids", ids}});
    asked.path = "/--/api/v2/push/getReceipts";
    return parse_json(ask(asked).reply.body).value().at("data");
  }
};

json message(const std::string& inside = "a") {
  return {{"to", "ExponentPushToken[" + inside + "]"},
          {"title", "Hello"},
          {"data", {{"nid", "note-1"}, {"did", "delivery-1"}}}};
}
json data_of(const verdict& made) {
  return parse_json(made.reply.body).value().at("data");
}
std::string code_of(const verdict& made) {
  return parse_json(made.reply.body).value().at("errors").at(0).at("code").get<std::string>();
}

TEST(expo_desk, gives_a_ticket_for_each_message) {
  expo_caller expo;
  const auto made = expo.send({message("a"), message("b")});
  ASSERT_EQ(made.reply.status, 200) << made.reply.body;
  const auto tickets = data_of(made);
  ASSERT_EQ(tickets.size(), 2U);
  EXPECT_EQ(tickets[0].at("status"), "ok");
  EXPECT_NE(tickets[0].at("id"), tickets[1].at("id"));
  ASSERT_EQ(made.items.size(), 2U);
  EXPECT_EQ(made.items[1].token, "ExponentPushToken[b]");
  EXPECT_EQ(made.items[1].notification_id, "note-1");
  EXPECT_EQ(made.items[1].delivery_id, "delivery-1");
}

TEST(expo_desk, answers_a_lone_message_with_a_lone_ticket) {
  expo_caller expo;
  EXPECT_TRUE(data_of(expo.send(message())).is_object());
}

TEST(expo_desk, counts_every_device_of_a_list) {
  expo_caller expo;
  auto several = message();
  several["to"] = {"ExponentPushToken[a]", "ExpoPushToken[b]", "0190a5c0-0000-7000-8000-000000000001"};
  EXPECT_EQ(data_of(expo.send(json::array({several}))).size(), 3U);
  EXPECT_EQ(expo.sandbox.counted().to_json().at("expo"), (json{{"200", 3}}));
}

TEST(expo_desk, opens_gzip_and_nothing_else) {
  expo_caller expo;
  auto packed = expo_caller::push(json::array({message(), message(), message()}));
  packed.body = gzip(packed.body);
  EXPECT_EQ(expo.ask(packed.with("content-encoding", "gzip")).reply.status, 200);
  EXPECT_EQ(code_of(expo.ask(packed.with("content-encoding", "br"))), "VALIDATION_ERROR");
  packed.body.pop_back();
  EXPECT_EQ(code_of(expo.ask(packed.with("content-encoding", "gzip"))), "VALIDATION_ERROR");
}

TEST(expo_desk, wants_an_access_token_it_knows) {
  expo_caller expo;
  EXPECT_EQ(expo.ask(expo_caller::push(message()).with("authorization", "Bearer other")).reply.status, 401);
  EXPECT_EQ(expo.ask(expo_caller::push(message()).without("authorization")).reply.status, 401);
  expo_caller lax({.is_verified = false});
  EXPECT_EQ(lax.ask(expo_caller::push(message()).without("authorization")).reply.status, 200);
}

TEST(expo_desk, refuses_the_whole_request_for_one_wrong_message) {
  const std::pair<const char*, json> wrong[]{{"to", nullptr},       {"to", "abc"},     {"to", json::array()},
                                             {"title", 5},          {"ttl", "60"},     {"badge", -1},
                                             {"priority", "loud"},  {"data", "x"},     {"unheard_of", 1},
                                             {"mutableContent", 1}, {"sound", json(1)}};
  for (const auto& [name, value] : wrong) {
    expo_caller expo;
    auto broken = message();
    broken[name] = value;
    const auto made = expo.send({message("a"), broken});
    EXPECT_EQ(made.reply.status, 400) << name;
    EXPECT_EQ(code_of(made), "VALIDATION_ERROR") << name;
  }
  expo_caller expo;
  EXPECT_EQ(code_of(expo.send(json::array())), "VALIDATION_ERROR");
  EXPECT_EQ(code_of(expo.send("text")), "VALIDATION_ERROR");
}

TEST(expo_desk, takes_a_hundred_messages_and_no_more) {
  expo_caller expo;
  auto messages = json::array();
  for (int i = 0; i < 100; ++i) messages.push_back(message(std::to_string(i)));
  EXPECT_EQ(data_of(expo.send(messages)).size(), 100U);
  messages.push_back(message());
  EXPECT_EQ(code_of(expo.send(messages)), "PUSH_TOO_MANY_NOTIFICATIONS");
}

TEST(expo_desk, takes_messages_of_one_project_and_says_whose_they_are) {
  expo_caller expo;
  EXPECT_EQ(expo.send({message("alpha.1"), message("alpha.2")}).reply.status, 200);
  const auto made = expo.send({message("alpha.1"), message("beta.1"), message("alpha.2")});
  EXPECT_EQ(code_of(made), "PUSH_TOO_MANY_EXPERIENCE_IDS");
  EXPECT_EQ(parse_json(made.reply.body).value().at("errors").at(0).at("details"),
            (json{{"@sandbox/alpha", {"ExponentPushToken[alpha.1]", "ExponentPushToken[alpha.2]"}},
                  {"@sandbox/beta", {"ExponentPushToken[beta.1]"}}}));
}

TEST(expo_desk, answers_every_error_of_a_ticket_to_the_token_that_asks_for_it) {
  for (const auto code : ticket_errors()) {
    expo_caller expo;
    const auto tickets = data_of(expo.send({message("a"), message("sbx-" + std::string(code) + "-1")}));
    EXPECT_EQ(tickets[0].at("status"), "ok");
    EXPECT_EQ(tickets[1].at("status"), "error");
    EXPECT_EQ(tickets[1].at("details").at("error"), code);
    EXPECT_EQ(expo.sandbox.counted().to_json().at("expo"),
              (json{{"200", 1}, {"400 " + std::string(code), 1}}));
  }
  expo_caller expo;
  auto big = message();
  big["body"] = std::string(4096, 'x');
  EXPECT_EQ(data_of(expo.send(json::array({big})))[0].at("details").at("error"), "MessageTooBig");
}

TEST(expo_desk, answers_every_error_of_a_request_to_a_token_that_asks_for_it) {
  for (const auto& row : expo_errors()) {
    expo_caller expo;
    const auto made = expo.send({message("a"), message("sbx-" + std::string(row.code) + "-1")});
    EXPECT_EQ(made.reply.status, row.http) << row.code;
    EXPECT_EQ(made.reply.body.starts_with("<html>"), row.is_page) << row.code;
  }
  expo_caller expo;
  EXPECT_EQ(expo.send(json::array({message("sbx-LOST-1")})).misbehaviour.kind, fault_kind::close);
}

TEST(receipt_desk, tells_what_became_of_tickets) {
  expo_caller expo;
  const auto tickets = data_of(expo.send({message("a"), message("sbx-receipt_DeviceNotRegistered-1"),
                                          message("sbx-receipt_missing-1"), message("sbx-ExpoError-1")}));
  const auto ids = json::array({tickets[0].at("id"), tickets[1].at("id"), tickets[2].at("id"), "unheard-of"});
  const auto told = expo.receipts(ids);
  EXPECT_EQ(told.size(), 2U);
  EXPECT_EQ(told.at(tickets[0].at("id").get<std::string>()), (json{{"status", "ok"}}));
  EXPECT_EQ(told.at(tickets[1].at("id").get<std::string>()).at("details").at("error"), "DeviceNotRegistered");
}

TEST(receipt_desk, refuses_what_expo_refuses_and_counts_no_delivery) {
  expo_caller expo;
  auto asked = expo_caller::push({{"ids", json::array()}});
  asked.path = "/--/api/v2/push/getReceipts";
  EXPECT_EQ(expo.ask(asked).reply.status, 200);
  EXPECT_EQ(expo.sandbox.counted().to_json().at("total"), 0);
  for (const json& wrong : {json{{"ids", "a"}}, json::object(), json{{"ids", {1}}}, json::array()}) {
    asked.body = dump_json(wrong);
    EXPECT_EQ(code_of(expo.ask(asked)), "VALIDATION_ERROR") << wrong;
  }
  asked.body = dump_json(json{{"ids", std::vector<std::string>(1001, "a")}});
  EXPECT_EQ(code_of(expo.ask(asked)), "PUSH_TOO_MANY_RECEIPTS");
  EXPECT_EQ(expo.ask(asked.without("authorization")).reply.status, 401);
}

TEST(expo_desk, answers_at_once_in_the_fast_lane) {
  expo_caller expo({.is_fast = true, .is_verified = false});
  expo.connection.is_raised = true;
  auto push = expo_caller::push({message("a"), message("b")});
  const auto made = expo.sandbox.accept_at_once(push.view(), expo.connection);
  ASSERT_TRUE(made);
  EXPECT_EQ(data_of(*made).size(), 2U);
  EXPECT_EQ(expo.sandbox.counted().to_json().at("expo"), (json{{"200", 2}}));
  auto canned = expo_caller::push({message("sbx-ExpoError-1")});
  EXPECT_FALSE(expo.sandbox.accept_at_once(canned.view(), expo.connection));
}

}  // namespace
}  // namespace carillon::sandbox::testing
