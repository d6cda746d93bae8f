#include "engine/webhooks/call_verdict.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using kind = call_verdict::kind;

call_verdict of_status(int status, std::string retry_after = {}) {
  net::wire_response response;
  response.status = status;
  response.retry_after = std::move(retry_after);
  return judge_answer(response, from_unix_ms(1'700'000'000'000));
}

TEST(call_verdict, takes_any_2xx_for_delivered) {
  for (const int status : {200, 201, 202, 204, 299}) {
    EXPECT_EQ(of_status(status).what, kind::delivered) << status;
    EXPECT_EQ(of_status(status).error, "") << status;
  }
}

TEST(call_verdict, takes_410_for_gone_and_everything_else_for_a_failure) {
  EXPECT_EQ(of_status(410).what, kind::gone);
  for (const int status : {301, 302, 308, 400, 401, 404, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(of_status(status).what, kind::failed) << status;
    EXPECT_EQ(of_status(status).status, status);
    EXPECT_NE(of_status(status).error, "") << status;
  }
}

TEST(call_verdict, pauses_an_endpoint_that_is_overloaded_or_names_a_time) {
  using namespace std::chrono_literals;
  EXPECT_EQ(of_status(500).pause, 0ms);
  for (const int status : {429, 502, 503, 504}) EXPECT_EQ(of_status(status).pause, 5s) << status;
  EXPECT_EQ(of_status(503, "30").pause, 30s);
  EXPECT_EQ(of_status(500, "30").pause, 30s);
  EXPECT_EQ(of_status(503, "999999").pause, 1h);
}

TEST(call_verdict, tells_what_never_left_from_what_failed) {
  using enum net::transport_failure;
  for (const auto failure : {overloaded, cancelled}) EXPECT_EQ(judge_failure(failure).what, kind::unmade);
  for (const auto failure : {connect, tls_verify, refused, ambiguous, malformed, blocked, unsendable}) {
    EXPECT_EQ(judge_failure(failure).what, kind::failed);
    EXPECT_EQ(judge_failure(failure).status, 0);
    EXPECT_NE(judge_failure(failure).error, "");
  }
  EXPECT_TRUE(judge_failure(connect).was_connecting);
  EXPECT_FALSE(judge_failure(ambiguous).was_connecting);
}

}  // namespace
}  // namespace carillon::engine
