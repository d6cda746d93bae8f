#include "sandbox/twilio/status_callbacks.hpp"

#include <gtest/gtest.h>

#include "sandbox/call_maker.hpp"

namespace carillon::sandbox {
namespace {

sms_on_its_way message(const std::string& to = "+15551234567") {
  return {.account_sid = "AC1",
          .sid = "SM1",
          .to = to,
          .from = "+15005550006",
          .callback_url = "https://bells.example/v2/callbacks/a?nid=1",
          .auth_token = "12345",
          .step = std::chrono::milliseconds(20)};
}

TEST(status_callbacks, tell_the_way_of_a_message_step_by_step) {
  const auto calls = status_callbacks(message());
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls[0].what, "queued");
  EXPECT_EQ(calls[1].what, "sent");
  EXPECT_EQ(calls[2].what, "delivered");
  EXPECT_EQ(calls[2].after, std::chrono::milliseconds(60));
  EXPECT_EQ(calls[1].body,
            "AccountSid=AC1&ApiVersion=2010-04-01&From=%2B15005550006&MessageSid=SM1&MessageStatus=sent&"
            "SmsSid=SM1&SmsStatus=sent&To=%2B15551234567");
}

TEST(status_callbacks, tell_why_a_number_was_not_reached) {
  const auto last = status_callbacks(message("+199930005123")).back();
  EXPECT_EQ(last.what, "undelivered");
  EXPECT_NE(last.body.find("ErrorCode=30005"), std::string::npos);
  EXPECT_TRUE(failure_of_number("+1999300").empty());
  EXPECT_TRUE(failure_of_number("+15551234567").empty());
}

TEST(status_callbacks, are_signed_where_the_auth_token_is_known) {
  const auto is_signed = [](const later_call& call) {
    return std::ranges::any_of(call.headers,
                               [](const auto& field) { return field.first == "x-twilio-signature"; });
  };
  EXPECT_TRUE(is_signed(status_callbacks(message()).front()));
  auto unsigned_one = message();
  unsigned_one.auth_token.clear();
  EXPECT_FALSE(is_signed(status_callbacks(unsigned_one).front()));
}

TEST(callable_url, is_on_this_machine_or_at_the_origin_that_stands_in) {
  for (const auto* here : {"http://127.0.0.1:8080/a?b=1", "http://localhost/a", "https://[::1]:8443/"})
    EXPECT_EQ(callable_url(here, "").value(), here);
  EXPECT_EQ(callable_url("https://bells.example/a?b=1", "http://127.0.0.1:8080").value(),
            "http://127.0.0.1:8080/a?b=1");
  for (const auto* elsewhere : {"https://bells.example/a", "http://192.0.2.1/", "http://127.0.0.1.example/"})
    EXPECT_FALSE(callable_url(elsewhere, "")) << elsewhere;
  EXPECT_FALSE(callable_url("nowhere", "http://127.0.0.1:8080"));
}

}  // namespace
}  // namespace carillon::sandbox
