#include "providers/fcm/request.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::fcm {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

config account() {
  static const signing_key key = signing_key::generate(key_kind::rsa);
  return {.project_id = "my-project",
          .client_email = "a@b.iam",
          .private_key_id = "kid",
          .token_uri = "https://oauth2.googleapis.com/token",
          .key = key};
}

item target() {
  return {.to = {.text = "tok\"en"},
          .notification = *notification_id::parse("0190a5c0-0000-7000-8000-000000000001"),
          .delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000002"),
          .unread = 0};
}

result<void> fill(const request_template& made, const item& one, std::string_view authorization,
                  net::wire_request& request) {
  return made.fill({&one, 1}, authorization, noon, request);
}

json message_of(const message& message, net::wire_request& request) {
  const request_template made(message, account(), noon);
  EXPECT_TRUE(fill(made, target(), "Bearer t", request));
  return (*parse_json(request.body))["message"];
}

TEST(fcm_request, keeps_the_order_of_what_the_client_gave) {
  net::wire_request request;
  message_of(
      {.title = "T", .custom_attributes = {{"size", "XL"}, {"color", {{"r", 1}, {"b", 2}}}, {"a", "x"}}},
      request);
  const auto size = request.body.find("\"size\":");
  const auto color = request.body.find(R"("color":"{\"r\":1,\"b\":2}")");
  const auto last = request.body.find("\"a\":");
  ASSERT_NE(color, std::string::npos) << request.body;
  EXPECT_LT(size, color);
  EXPECT_LT(color, last);
}

TEST(fcm_request, carries_notification_data_and_retry_handles) {
  net::wire_request request;
  const json message = message_of({.title = "T",
                                   .content = "C",
                                   .action_url = "https://x.y",
                                   .category = "cat",
                                   .topic = "top",
                                   .custom_attributes = {{"n", 5}, {"s", "v"}},
                                   .provider_override = nullptr,
                                   .expires_at_unix = to_unix_ms(noon) / 1000 + 60},
                                  request);
  EXPECT_EQ(message["token"], "tok\"en");
  EXPECT_EQ(message["notification"], (json{{"title", "T"}, {"body", "C"}}));
  EXPECT_EQ(message["data"]["n"], "5");
  EXPECT_EQ(message["data"]["s"], "v");
  EXPECT_EQ(message["data"]["action_url"], "https://x.y");
  EXPECT_EQ(message["data"]["nid"], "0190a5c0-0000-7000-8000-000000000001");
  EXPECT_EQ(message["data"]["did"], "0190a5c0-0000-7000-8000-000000000002");
  EXPECT_EQ(message["android"]["ttl"], "60s");
  EXPECT_EQ(message["android"]["collapse_key"], message["data"]["nid"]);
  EXPECT_EQ(message["android"]["notification"]["tag"], message["data"]["nid"]);
  EXPECT_EQ(message["apns"]["headers"]["apns-collapse-id"], message["data"]["nid"]);
  EXPECT_LE(message["webpush"]["headers"]["Topic"].get<std::string>().size(), 32U);
  EXPECT_EQ(request.path, "/v1/projects/my-project/messages:send");
  EXPECT_EQ(request.headers.front().value, "Bearer t");
}

TEST(fcm_request, leaves_reserved_data_keys_out_and_names_them) {
  net::wire_request request;
  const json attributes{{"from", "x"},         {"google.x", "y"}, {"gcm.n", "z"},
                        {"message_type", "m"}, {"", "nameless"},  {"nid", "mine"},
                        {"google", "a"},       {"gcm", "b"},      {"google_calendar_id", "c"},
                        {"From", "d"},         {"Google.x", "e"}};
  const request_template made({.title = "T", .custom_attributes = attributes}, account(), noon);
  ASSERT_TRUE(fill(made, target(), "Bearer t", request));
  const auto data = (*parse_json(request.body))["message"]["data"];
  for (const char* key : {"from", "google.x", "gcm.n", "message_type", ""})
    EXPECT_FALSE(data.contains(key)) << key;
  for (const char* key : {"google", "gcm", "google_calendar_id", "From", "Google.x"})
    EXPECT_EQ(data[key], attributes[key]) << key;
  EXPECT_EQ(data["nid"], "0190a5c0-0000-7000-8000-000000000001");
  EXPECT_TRUE(made.note().starts_with("custom attributes not sent in data, the names are reserved: "))
      << made.note();
  for (const char* key : {"from", "google.x", "gcm.n", "message_type", "(no name)", "nid"})
    EXPECT_NE(made.note().find(key), std::string::npos) << key;
  EXPECT_EQ(request_template({.title = "T", .custom_attributes = {{"a", 1}}}, account(), noon).note(), "");
}

TEST(fcm_request, a_note_of_many_names_stays_short) {
  json attributes = json::object();
  for (int i = 0; i < 1000; ++i) attributes["google." + std::to_string(i)] = 1;
  attributes["gcm." + std::string(5000, 'x')] = 1;
  const request_template made({.title = "T", .custom_attributes = attributes}, account(), noon);
  EXPECT_LE(made.note().size(), 200U);
  EXPECT_NE(made.note().find(" more"), std::string::npos) << made.note();
}

TEST(fcm_request, sends_nested_values_as_json_text) {
  net::wire_request request;
  const json message =
      message_of({.title = "T", .custom_attributes = {{"o", {{"a", {1, nullptr}}}}, {"t", true}}}, request);
  EXPECT_EQ(message["data"]["o"], R"({"a":[1,null]})");
  EXPECT_EQ(message["data"]["t"], "true");
}

TEST(fcm_request, overrides_are_merged_into_the_message) {
  net::wire_request request;
  const json message = message_of(
      {.title = "T", .provider_override = {{"android", {{"ttl", "5s"}, {"priority", "NORMAL"}}}}}, request);
  EXPECT_EQ(message["android"]["ttl"], "5s");
  EXPECT_EQ(message["android"]["priority"], "NORMAL");
  EXPECT_TRUE(message["android"].contains("collapse_key"));
}

TEST(fcm_request, an_override_in_camel_case_is_the_same_field) {
  net::wire_request request;
  const json message = message_of({.title = "T",
                                   .provider_override = {{"android", {{"collapseKey", "mine"}}},
                                                         {"data", {{"camelCase", "kept"}}},
                                                         {"fcmOptions", {{"analyticsLabel", "l"}}}}},
                                  request);
  EXPECT_EQ(message["android"]["collapse_key"], "mine");
  EXPECT_FALSE(message["android"].contains("collapseKey"));
  EXPECT_EQ(message["data"]["camelCase"], "kept");
  EXPECT_EQ(message["fcm_options"]["analytics_label"], "l");
}

TEST(fcm_request, a_message_of_data_alone_shows_nothing_of_ours) {
  for (const json& silent :
       {json{{"notification", nullptr}}, json{{"notification", {{"title", nullptr}, {"body", ""}}}},
        json{{"notification", {{"title", ""}, {"body", ""}}}}}) {
    net::wire_request request;
    const json message = message_of({.title = "T", .content = "C", .provider_override = silent}, request);
    EXPECT_FALSE(message.contains("notification")) << silent;
    EXPECT_FALSE(message["android"].contains("notification")) << silent;
    EXPECT_TRUE(message["android"].contains("collapse_key"));
    EXPECT_TRUE(message["data"].contains("nid"));
  }
  net::wire_request request;
  const json own = message_of(
      {.title = "T",
       .provider_override = {{"notification", nullptr}, {"android", {{"notification", {{"title", "A"}}}}}}},
      request);
  EXPECT_EQ(own["android"]["notification"]["title"], "A");
  EXPECT_TRUE(own["android"]["notification"].contains("tag"));
}

TEST(fcm_request, refuses_an_override_that_cannot_be_sent_and_names_the_field) {
  net::wire_request request;
  const request_template made({.title = "T", .provider_override = {{"android", {{"collapse_key", "a\nb"}}}}},
                              account(), noon);
  const auto rendered = fill(made, target(), "Bearer t", request);
  ASSERT_FALSE(rendered);
  EXPECT_EQ(rendered.error().code, errc::invalid_argument);
  EXPECT_TRUE(rendered.error().detail.starts_with("overrides.providers.fcm.android.collapse_key should"));
}

TEST(fcm_request, counts_what_is_sent_after_the_override) {
  net::wire_request request;
  const message message{.title = "T",
                        .content = std::string(4200, 'x'),
                        .provider_override = {{"notification", {{"body", "short"}}}}};
  const request_template made(message, account(), noon);
  EXPECT_TRUE(fill(made, target(), "Bearer t", request));
  EXPECT_EQ(made.note(), "");
  EXPECT_LT(request.body.size(), 700U);
}

/// What Google counts: data and notification, and what Android adds to them.
std::size_t counted(const json& message) {
  std::size_t bytes = dump_json(message["notification"]).size();
  for (const auto& [key, value] : message["data"].items())
    bytes += key.size() + value.get<std::string>().size();
  return bytes + dump_json(message["android"]["notification"]).size();
}

TEST(fcm_request, cuts_a_content_that_does_not_fit) {
  for (const std::size_t bytes : {4096U, 10'000'000U}) {
    net::wire_request request;
    const request_template made({.title = "T", .content = std::string(bytes, '"')}, account(), noon);
    ASSERT_TRUE(fill(made, target(), "Bearer t", request));
    const auto message = (*parse_json(request.body))["message"];
    EXPECT_TRUE(message["notification"]["body"].get<std::string>().ends_with("\xe2\x80\xa6"));
    EXPECT_LE(counted(message), 4096U);
    EXPECT_GE(counted(message), 4090U);
    EXPECT_TRUE(made.note().starts_with("the content was cut to ")) << made.note();
  }
}

TEST(fcm_request, refuses_what_does_not_fit_where_nothing_is_to_be_cut) {
  net::wire_request request;
  const request_template made({.title = "T", .content = std::string(5000, 'x'), .is_cut_to_fit = false},
                              account(), noon);
  const auto refused = fill(made, target(), "Bearer t", request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::too_large);
}

TEST(fcm_request, refuses_4097_bytes_that_it_may_not_cut_and_takes_4096) {
  net::wire_request request;
  const auto without = counted(message_of({.title = "T", .custom_attributes = {{"a", ""}}}, request));
  const auto of = [&](std::size_t bytes) {
    return request_template({.title = "T", .custom_attributes = {{"a", std::string(bytes, 'x')}}}, account(),
                            noon);
  };
  EXPECT_TRUE(fill(of(4096 - without), target(), "Bearer t", request));
  const auto refused = fill(of(4097 - without), target(), "Bearer t", request);
  EXPECT_EQ(refused.error().code, errc::too_large);
  EXPECT_EQ(refused.error().detail, "notification and data have 4097 bytes; FCM takes 4096");
  EXPECT_TRUE(request.body.empty());
}

TEST(fcm_request, counts_the_larger_of_what_the_platforms_add) {
  net::wire_request request;
  const json large{{"apns", {{"payload", {{"aps", {{"own", std::string(4100, 'x')}}}}}}}};
  const request_template made({.title = "T", .provider_override = large}, account(), noon);
  EXPECT_EQ(fill(made, target(), "Bearer t", request).error().code, errc::too_large);
}

}  // namespace
}  // namespace carillon::providers::fcm
