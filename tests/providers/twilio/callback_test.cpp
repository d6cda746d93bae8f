#include "providers/twilio/callback.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::twilio {
namespace {

constexpr std::string_view url = "https://bells.example/v2/callbacks/abc";
const json with_token{{"auth_token", "12345"}};
const json without = json::object();

callback form(std::string_view body, std::string_view signature = "") {
  return {.url = url, .body = body, .signature = signature};
}

/// The example of Twilio's documentation on securing requests.
TEST(twilio_callback, is_signed_as_the_documentation_shows) {
  const auto made = sign_callback("12345", "https://mycompany.com/myapp.php?foo=1&bar=2",
                                  "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234&"
                                  "From=%2B14158675310&To=%2B18005551212");
  EXPECT_EQ(*made, "GvWf1cFY/Q7PnoempGyD5oXAezc=");
}

TEST(twilio_callback, wants_the_signature_where_the_integration_names_an_auth_token) {
  constexpr std::string_view body = "MessageSid=SM1&MessageStatus=delivered&To=%2B1555+x";
  const auto right = *sign_callback("12345", url, body);
  EXPECT_TRUE(read_callback(with_token, form(body, right)));
  EXPECT_EQ(read_callback(with_token, form(body)).error().code, errc::unauthenticated);
  EXPECT_EQ(read_callback(with_token, form("MessageSid=SM1&MessageStatus=failed", right)).error().code,
            errc::unauthenticated);
  const json another{{"auth_token", "other"}};
  EXPECT_EQ(read_callback(another, form(body, right)).error().code, errc::unauthenticated);
  EXPECT_TRUE(read_callback(without, form(body)));
}

TEST(twilio_callback, says_how_far_a_message_has_come) {
  const auto sent = read_callback(without, form("MessageSid=SM1&MessageStatus=sent"));
  EXPECT_EQ(sent->status, "sent");
  EXPECT_EQ(sent->remote_id, "SM1");
  EXPECT_FALSE(sent->is_failure);
  const auto lost = read_callback(without, form("MessageStatus=undelivered&ErrorCode=30005"));
  EXPECT_TRUE(lost->is_failure);
  EXPECT_EQ(lost->told.meaning, answer_class::dead);
  EXPECT_EQ(reason_name(provider::twilio, lost->told.reason), "30005");
  EXPECT_EQ(read_callback(without, form("MessageStatus=failed&ErrorCode=39999"))->told.text, "error 39999");
}

TEST(twilio_callback, refuses_what_is_none) {
  for (const auto* body :
       {"", "a=b", "MessageStatus=", "MessageStatus=a%0Ab", "MessageStatus=%zz", "MessageStatus=%ff"})
    EXPECT_FALSE(read_callback(without, form(body))) << body;
}

}  // namespace
}  // namespace carillon::providers::twilio
