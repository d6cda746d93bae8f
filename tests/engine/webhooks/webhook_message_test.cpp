#include "engine/webhooks/webhook_message.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

std::string header_of(const net::wire_request& request, std::string_view name) {
  for (const auto& each : request.headers) {
    if (each.name == name) return each.value;
  }
  return "absent";
}

// The example of the Standard Webhooks specification's own libraries.
const secret specified("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
constexpr auto specified_id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const timestamp specified_time = from_unix_ms(1'614'265'330'000);

TEST(webhook_message, is_signed_as_the_specification_says) {
  net::wire_request request;
  request.body = R"({"test": 2432232314})";
  put_webhook_headers(request, specified_id, std::vector{specified}, specified_time);
  EXPECT_EQ(header_of(request, "webhook-id"), specified_id);
  EXPECT_EQ(header_of(request, "webhook-timestamp"), "1614265330");
  EXPECT_EQ(header_of(request, "webhook-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(header_of(request, "content-type"), "application/json");
}

TEST(webhook_message, has_a_signature_for_each_secret_that_counts) {
  net::wire_request request;
  const std::vector<secret> both{secret("whsec_" + std::string(32, 'A')), specified, secret("damaged")};
  request.body = R"({"test": 2432232314})";
  put_webhook_headers(request, specified_id, both, specified_time);
  const auto signatures = header_of(request, "webhook-signature");
  EXPECT_TRUE(signatures.ends_with(" v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")) << signatures;
  EXPECT_EQ(std::ranges::count(signatures, ' '), 1);
}

TEST(webhook_message, wraps_the_event_as_it_is_listed) {
  const json event = {{"type", "delivery.sent"}, {"id", "1"}, {"timestamp", "2026-11-23T12:00:00.000000Z"}};
  const auto body = json::parse(webhook_body(event));
  EXPECT_EQ(body["type"], "delivery.sent");
  EXPECT_EQ(body["timestamp"], event["timestamp"]);
  EXPECT_EQ(body["data"], event);
}

}  // namespace
}  // namespace carillon::engine
