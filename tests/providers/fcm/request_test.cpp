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

push_target target() {
  return {.token = "tok\"en",
          .app_id = "",
          .is_development = false,
          .notification = *notification_id::parse("0190a5c0-0000-7000-8000-000000000001"),
          .delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000002"),
          .badge = 1};
}

json message_of(const push_message& message, net::http_request& request) {
  const request_template made(message, account(), noon);
  EXPECT_TRUE(made.render(target(), "Bearer t", request));
  return (*parse_json(request.body))["message"];
}

TEST(fcm_request, carries_notification_data_and_retry_handles) {
  net::http_request request;
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

TEST(fcm_request, leaves_reserved_data_keys_out) {
  net::http_request request;
  const json message = message_of(
      {.title = "T",
       .custom_attributes = {{"from", "x"}, {"google.x", "y"}, {"gcm", "z"}, {"message_type", "m"}}},
      request);
  for (const char* key : {"from", "google.x", "gcm", "message_type"})
    EXPECT_FALSE(message["data"].contains(key));
}

TEST(fcm_request, overrides_are_merged_into_the_message) {
  net::http_request request;
  const json message = message_of(
      {.title = "T", .provider_override = {{"android", {{"ttl", "5s"}, {"priority", "NORMAL"}}}}}, request);
  EXPECT_EQ(message["android"]["ttl"], "5s");
  EXPECT_EQ(message["android"]["priority"], "NORMAL");
  EXPECT_TRUE(message["android"].contains("collapse_key"));
}

TEST(fcm_request, refuses_more_than_4096_bytes) {
  net::http_request request;
  const request_template large({.title = "T", .content = std::string(4096, 'x')}, account(), noon);
  EXPECT_EQ(large.render(target(), "Bearer t", request).error().code, errc::too_large);
  const request_template fits({.title = "T", .content = std::string(3900, 'x')}, account(), noon);
  EXPECT_TRUE(fits.render(target(), "Bearer t", request));
}

}  // namespace
}  // namespace carillon::providers::fcm
