#include "providers/expo/request.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/gzip.hpp"
#include "providers/expo/account.hpp"
#include "providers/expo/override.hpp"

namespace carillon::providers::expo {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");
constexpr std::string_view note_id = "0190a5c0-0000-7000-8000-000000000001";
constexpr std::string_view delivery = "0190a5c0-0000-7000-8000-000000000002";

std::string header(const net::wire_request& request, std::string_view name) {
  const auto found = std::ranges::find(request.headers, name, &net::wire_header::name);
  return found == request.headers.end() ? "(none)" : found->value;
}

item device(std::string_view token) {
  return {.to = {.text = token},
          .notification = *notification_id::parse(note_id),
          .delivery = *delivery_id::parse(delivery),
          .unread = 4};
}

/// What Expo reads of it.
json messages_of(const net::wire_request& request) {
  const bool is_packed = header(request, "content-encoding") == "gzip";
  return parse_json(is_packed ? gunzip(request.body, 1 << 20) : request.body).value();
}

json message_of(const message& words) {
  net::wire_request request;
  const item whom = device("ExponentPushToken[a]");
  EXPECT_TRUE(request_template(words, "t0ken").fill({&whom, 1}, "", noon, request));
  return messages_of(request).at(0);
}

error refusal_of(const message& words) {
  net::wire_request request;
  const item whom = device("ExponentPushToken[a]");
  const auto filled = request_template(words, "t0ken").fill({&whom, 1}, "", noon, request);
  EXPECT_FALSE(filled);
  EXPECT_EQ(request.body, "");
  return filled.error();
}

TEST(expo_request, carries_words_data_and_retry_handles) {
  EXPECT_EQ(message_of({.title = "T",
                        .content = "C",
                        .action_url = "https://x.y",
                        .category = "cat",
                        .topic = "top",
                        .custom_attributes = {{"n", 5}, {"o", {{"a", 1}}}},
                        .expires_at_unix = 1'900'000'000}),
            (json{{"to", "ExponentPushToken[a]"},
                  {"title", "T"},
                  {"body", "C"},
                  {"data",
                   {{"nid", note_id},
                    {"did", delivery},
                    {"action_url", "https://x.y"},
                    {"category", "cat"},
                    {"topic", "top"},
                    {"n", 5},
                    {"o", {{"a", 1}}}}},
                  {"sound", "default"},
                  {"badge", 5},
                  {"priority", "high"},
                  {"collapseId", note_id},
                  {"tag", note_id},
                  {"expiration", 1'900'000'000}}));
}

TEST(expo_request, says_who_asks_and_where) {
  net::wire_request request;
  const item whom = device("ExponentPushToken[\"]");
  ASSERT_TRUE(request_template({.title = "T"}, "t0ken").fill({&whom, 1}, "", noon, request));
  EXPECT_EQ(request.path, "/--/api/v2/push/send");
  EXPECT_EQ(header(request, "authorization"), "Bearer t0ken");
  EXPECT_EQ(header(request, "content-type"), "application/json");
  EXPECT_EQ(header(request, "content-encoding"), "(none)");
  EXPECT_EQ(messages_of(request).at(0).at("to"), "ExponentPushToken[\"]");
}

TEST(expo_request, fills_a_hundred_in_order_and_compresses_them) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.push_back("ExponentPushToken[" + std::to_string(i) + "]");
  std::vector<item> items;
  for (const auto& each : tokens) items.push_back(device(each));
  net::wire_request request;
  ASSERT_TRUE(request_template({.title = "T", .content = "C"}, "t0ken").fill(items, "", noon, request));
  EXPECT_EQ(header(request, "content-encoding"), "gzip");
  const auto messages = messages_of(request);
  ASSERT_EQ(messages.size(), 100U);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(messages[i].at("to"), tokens[i]);
}

TEST(expo_request, tells_of_attributes_whose_names_are_taken) {
  const message words{.title = "T", .custom_attributes = {{"nid", "mine"}, {"x", 1}}};
  EXPECT_EQ(message_of(words).at("data"), (json{{"nid", note_id}, {"did", delivery}, {"x", 1}}));
  EXPECT_NE(request_template(words, "").note().find("nid"), std::string::npos);
}

TEST(expo_request, merges_an_override) {
  const auto made = message_of({.title = "T",
                                .content = "C",
                                .provider_override = {{"sound", nullptr},
                                                      {"channelId", "news"},
                                                      {"data", {{"more", true}}},
                                                      {"interruptionLevel", "passive"}}});
  EXPECT_FALSE(made.contains("sound"));
  EXPECT_EQ(made.at("channelId"), "news");
  EXPECT_EQ(made.at("data").at("more"), true);
  EXPECT_EQ(made.at("data").at("nid"), note_id);
  EXPECT_EQ(made.at("body"), "C");
}

TEST(expo_override, is_refused_where_expo_would_refuse_the_whole_request) {
  for (const json& wrong :
       {json{{"to", "x"}}, json{{"to", nullptr}}, json{{"ttl", "60"}}, json{{"ttl", -1}},
        json{{"badge", 1.5}}, json{{"priority", "urgent"}}, json{{"interruptionLevel", "loud"}},
        json{{"data", "x"}}, json{{"title", 5}}, json{{"mutableContent", "yes"}}, json{{"sound", 1}},
        json{{"richContent", "x"}}}) {
    EXPECT_TRUE(check_override(wrong)) << wrong;
    EXPECT_EQ(refusal_of({.title = "T", .provider_override = wrong}).code, errc::invalid_argument);
  }
  EXPECT_FALSE(check_override({{"ttl", 0}, {"sound", {{"critical", true}}}, {"new_of_expo", 1}}));
}

TEST(expo_request, cuts_what_is_too_long_and_refuses_what_may_not_be_cut) {
  const std::string much(6000, 'x');
  const request_template cut({.title = "T", .content = much}, "");
  EXPECT_NE(cut.note().find("the content was cut to "), std::string::npos);
  const auto made = message_of({.title = "T", .content = much});
  EXPECT_LE(dump_json(made).size(), 4096U + 32);
  EXPECT_GT(dump_json(made).size(), 4000U);
  EXPECT_EQ(refusal_of({.title = "T", .content = much, .is_cut_to_fit = false}).code, errc::too_large);
  EXPECT_EQ(refusal_of({.title = much}).code, errc::too_large);
}

TEST(expo_account, serves_what_may_be_a_token_of_expos) {
  const auto opened = account::open({{"access_token", "t"}}).value();
  for (const char* right :
       {"ExponentPushToken[abc]", "ExpoPushToken[abc]", "0190a5c0-0000-7000-8000-000000000001"}) {
    EXPECT_EQ(opened->serves({.text = right}), 0U) << right;
  }
  for (const char* wrong : {"", "abc", "ExponentPushToken[abc", "ExponentPushToken[a b]", "fcm-token:1"}) {
    EXPECT_FALSE(opened->serves({.text = wrong})) << wrong;
  }
  EXPECT_EQ(opened->destinations().at(0).url, "https://exp.host");
  EXPECT_FALSE(account::open({{"access_token", ""}}));
  EXPECT_FALSE(account::open({{"access_token", "a\r\nb"}}));
}

}  // namespace
}  // namespace carillon::providers::expo
