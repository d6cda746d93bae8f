#include "providers/apns/request.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::apns {
namespace {

config integration(int payload_version = 2) {
  return {.app_id = "com.example.app",
          .key_id = "ABCDE12345",
          .team_id = "TEAM123456",
          .is_badge_unread = true,
          .payload_version = payload_version,
          .key = signing_key::generate(key_kind::p256)};
}

push_target target() {
  return {.token = "aabb",
          .app_id = "",
          .is_development = false,
          .notification = *notification_id::parse("0190a5c0-0000-7000-8000-000000000001"),
          .delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000002"),
          .badge = 7};
}

std::string header(const net::http_request& request, std::string_view name) {
  for (const auto& each : request.headers) {
    if (each.name == name) return each.value;
  }
  return "(absent)";
}

json body_of(const push_message& message, const config& with, net::http_request& request) {
  const request_template made(message, with);
  EXPECT_TRUE(made.render(target(), "bearer jwt", request));
  return *parse_json(request.body);
}

TEST(apns_request, carries_alert_badge_id_and_headers) {
  net::http_request request;
  const json body = body_of({.title = "Hi \"you\"",
                             .content = "there",
                             .action_url = "https://x.y/z",
                             .category = "billing",
                             .topic = "order.1",
                             .custom_attributes = {{"k", 1}},
                             .provider_override = nullptr,
                             .expires_at_unix = 1800000000},
                            integration(), request);
  EXPECT_EQ(body["aps"]["alert"], (json{{"title", "Hi \"you\""}, {"body", "there"}}));
  EXPECT_EQ(body["aps"]["badge"], 7);
  EXPECT_EQ(body["aps"]["thread-id"], "order.1");
  EXPECT_EQ(body["id"], "0190a5c0-0000-7000-8000-000000000001");
  EXPECT_EQ(body["action-url"], "https://x.y/z");
  EXPECT_EQ(body["custom_attributes"]["k"], 1);
  EXPECT_EQ(request.path, "/3/device/aabb");
  EXPECT_EQ(header(request, "authorization"), "bearer jwt");
  EXPECT_EQ(header(request, "apns-topic"), "com.example.app");
  EXPECT_EQ(header(request, "apns-push-type"), "alert");
  EXPECT_EQ(header(request, "apns-priority"), "10");
  EXPECT_EQ(header(request, "apns-expiration"), "1800000000");
  EXPECT_EQ(header(request, "apns-id"), "0190a5c0-0000-7000-8000-000000000002");
  EXPECT_EQ(header(request, "apns-collapse-id"), "0190a5c0-0000-7000-8000-000000000001");
}

TEST(apns_request, payload_version_1_puts_custom_attributes_beside_aps) {
  net::http_request request;
  const json body = body_of({.title = "t", .custom_attributes = {{"order", 5}}}, integration(1), request);
  EXPECT_EQ(body["order"], 5);
  EXPECT_FALSE(body.contains("custom_attributes"));
}

TEST(apns_request, overrides_reach_aps_headers_and_custom_keys) {
  net::http_request request;
  const json body = body_of({.title = "t",
                             .provider_override = {{"mutable-content", 1},
                                                   {"apns-priority", "5"},
                                                   {"deep", {{"link", true}}},
                                                   {"badge", 99}}},
                            integration(), request);
  EXPECT_EQ(body["aps"]["mutable-content"], 1);
  EXPECT_EQ(body["aps"]["badge"], 99);
  EXPECT_EQ(body["deep"]["link"], true);
  EXPECT_EQ(header(request, "apns-priority"), "5");
}

TEST(apns_request, a_silent_push_is_background_at_priority_5) {
  net::http_request request;
  body_of({.title = "t", .provider_override = {{"aps", {{"alert", nullptr}, {"content-available", 1}}}}},
          integration(), request);
  EXPECT_EQ(header(request, "apns-push-type"), "background");
  EXPECT_EQ(header(request, "apns-priority"), "5");
}

TEST(apns_request, the_tokens_own_app_decides_the_topic) {
  net::http_request request;
  auto to = target();
  to.app_id = "com.other";
  const request_template made({.title = "t", .provider_override = {{"apns-push-type", "voip"}}},
                              integration());
  ASSERT_TRUE(made.render(to, "bearer x", request));
  EXPECT_EQ(header(request, "apns-topic"), "com.other.voip");
}

TEST(apns_request, refuses_4097_bytes_and_takes_4096) {
  net::http_request request;
  push_message message{.title = "t", .content = ""};
  ASSERT_TRUE(request_template({.title = "t", .content = "x"}, integration()).render(target(), "b", request));
  message.content = std::string(4096 - request.body.size() + 1, 'x');
  ASSERT_TRUE(request_template(message, integration()).render(target(), "b", request));
  EXPECT_EQ(request.body.size(), 4096U);
  message.content += 'x';
  EXPECT_EQ(request_template(message, integration()).render(target(), "b", request).error().code,
            errc::too_large);
}

TEST(apns_request, a_hostile_token_stays_inside_its_path_segment) {
  net::http_request request;
  auto to = target();
  to.token = "../x?y#z\r\n";
  ASSERT_TRUE(request_template({.title = "t"}, integration()).render(to, "b", request));
  EXPECT_EQ(request.path, "/3/device/..%2Fx%3Fy%23z%0D%0A");
}

}  // namespace
}  // namespace carillon::providers::apns
