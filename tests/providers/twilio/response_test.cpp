// The table of providers.md 8: every code by its own body, then what is not in it.
#include <gtest/gtest.h>

#include "providers/twilio/answers.hpp"
#include "providers/twilio/request.hpp"

namespace carillon::providers::twilio {
namespace {

using enum answer_class;

net::wire_response refusal(int status, std::string_view code) {
  return {.status = status,
          .body = R"({"code":)" + std::string(code) + R"(,"message":"words","more_info":"x","status":400})"};
}

TEST(twilio_response, every_row_is_found_by_its_code) {
  for (std::size_t row = 0; row < answers().size(); ++row) {
    const auto& expected = answers()[row];
    const auto told =
        read_response(refusal(expected.status == 0 ? 400 : expected.status, expected.reason), now());
    EXPECT_EQ(told.reason, row + 1) << expected.reason;
    EXPECT_EQ(told.meaning, expected.meaning) << expected.reason;
    EXPECT_EQ(told.text, "words");
  }
}

TEST(twilio_response, an_accepted_message_is_pending_under_its_sid) {
  const auto told = read_response({.status = 201, .body = R"({"sid":"SM123","status":"queued"})"}, now());
  EXPECT_EQ(told.meaning, pending);
  EXPECT_EQ(told.remote_id, "SM123");
  EXPECT_EQ(told.reason, 0);
}

TEST(twilio_response, what_a_broken_server_did_with_a_message_nobody_knows) {
  for (const int status : {500, 502, 503, 504})
    EXPECT_EQ(read_response({.status = status, .body = "<html>"}, now()).meaning, ambiguous) << status;
}

TEST(twilio_response, an_unlisted_code_is_judged_by_its_status) {
  EXPECT_EQ(read_response(refusal(400, "29999"), now()).meaning, payload);
  EXPECT_EQ(read_response(refusal(429, "29999"), now()).meaning, retry_after);
  EXPECT_EQ(read_response(refusal(401, "29999"), now()).meaning, config);
  EXPECT_EQ(read_response({.status = 404, .body = ""}, now()).meaning, config);
}

TEST(twilio_response, a_concurrency_limit_waits_as_long_as_it_says) {
  auto response = refusal(429, "20429");
  response.retry_after = "7";
  const auto told = read_response(response, now());
  EXPECT_EQ(told.wait, std::chrono::seconds(7));
  EXPECT_EQ(told.scope, throttle_scope::account);
}

TEST(twilio_response, a_stop_is_that_numbers_alone) {
  EXPECT_EQ(read_response(refusal(400, "21610"), now()).meaning, dead);
  EXPECT_EQ(read_response(refusal(400, "21408"), now()).meaning, payload);
}

}  // namespace
}  // namespace carillon::providers::twilio
