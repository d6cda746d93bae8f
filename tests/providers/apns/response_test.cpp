// One case per row of the APNs answer table (providers.md 1), written down a second time on purpose: the
// table in the code is judged by this one.
#include "providers/apns/response.hpp"

#include <gtest/gtest.h>

namespace carillon::providers::apns {
namespace {

struct expectation {
  int status;
  const char* reason;
  answer_class meaning;
};

constexpr expectation documented[] = {
    {400, "BadCollapseId", answer_class::payload},
    {400, "BadDeviceToken", answer_class::dead},
    {400, "BadExpirationDate", answer_class::payload},
    {400, "BadMessageId", answer_class::payload},
    {400, "BadPriority", answer_class::payload},
    {400, "BadTopic", answer_class::config},
    {400, "DeviceTokenNotForTopic", answer_class::dead},
    {400, "DuplicateHeaders", answer_class::payload},
    {400, "IdleTimeout", answer_class::reconnect},
    {400, "InvalidPushType", answer_class::payload},
    {400, "MissingDeviceToken", answer_class::payload},
    {400, "MissingTopic", answer_class::config},
    {400, "PayloadEmpty", answer_class::payload},
    {400, "TopicDisallowed", answer_class::config},
    {403, "BadCertificate", answer_class::config},
    {403, "BadCertificateEnvironment", answer_class::config},
    {403, "ExpiredProviderToken", answer_class::reauth},
    {403, "Forbidden", answer_class::config},
    {403, "InvalidProviderToken", answer_class::config},
    {403, "MissingProviderToken", answer_class::config},
    {403, "UnrelatedKeyIdInToken", answer_class::config},
    {403, "BadEnvironmentKeyIdInToken", answer_class::config},
    {403, "BadEnvironmentKeyInToken", answer_class::config},
    {404, "BadPath", answer_class::config},
    {405, "MethodNotAllowed", answer_class::config},
    {410, "ExpiredToken", answer_class::dead},
    {410, "Unregistered", answer_class::dead},
    {413, "PayloadTooLarge", answer_class::payload},
    {429, "TooManyProviderTokenUpdates", answer_class::retry_after},
    {429, "TooManyRequests", answer_class::retry_after},
    {500, "InternalServerError", answer_class::retry},
    {503, "ServiceUnavailable", answer_class::retry},
    {503, "Shutdown", answer_class::reconnect},
};

class apns_answers : public testing::TestWithParam<expectation> {};

TEST_P(apns_answers, has_its_class_and_its_name) {
  const auto& [status, reason, meaning] = GetParam();
  const net::wire_response response{.status = status,
                                    .body = std::string(R"({"reason":")") + reason + R"("})"};
  const answer read = read_response(response, now());
  EXPECT_EQ(read.meaning, meaning);
  EXPECT_EQ(reason_name(provider::apns, read.reason), reason);
}
INSTANTIATE_TEST_SUITE_P(row, apns_answers, testing::ValuesIn(documented),
                         [](const auto& info) { return std::string(info.param.reason); });

TEST(apns_response, table_holds_nothing_undocumented) {
  EXPECT_EQ(answer_table(provider::apns).size(), std::size(documented));
}

TEST(apns_response, success_has_no_reason) {
  const answer read = read_response({.status = 200}, now());
  EXPECT_EQ(read.meaning, answer_class::ok);
  EXPECT_EQ(read.reason, 0);
}

TEST(apns_response, a_dead_token_tells_since_when) {
  const answer read =
      read_response({.status = 410, .body = R"({"reason":"Unregistered","timestamp":1700000000123})"}, now());
  EXPECT_EQ(read.dead_since_ms, 1700000000123);
}

TEST(apns_response, too_many_token_updates_waits_twenty_minutes_for_the_whole_account) {
  const answer read =
      read_response({.status = 429, .body = R"({"reason":"TooManyProviderTokenUpdates"})"}, now());
  EXPECT_EQ(read.wait, std::chrono::minutes(20));
  EXPECT_EQ(read.scope, throttle_scope::account);
}

TEST(apns_response, retry_after_replaces_the_rows_wait) {
  const answer read =
      read_response({.status = 503, .body = R"({"reason":"ServiceUnavailable"})", .retry_after = "7"}, now());
  EXPECT_EQ(read.wait, std::chrono::seconds(7));
}

TEST(apns_response, unknown_reason_falls_back_to_its_status) {
  const answer read = read_response({.status = 400, .body = R"({"reason":"BrandNew"})"}, now());
  EXPECT_EQ(read.meaning, answer_class::payload);
  EXPECT_EQ(read.reason, 0xffff);
  EXPECT_EQ(read.text, "BrandNew");
  EXPECT_EQ(read_response({.status = 507, .body = R"({"reason":"X"})"}, now()).meaning, answer_class::retry);
}

TEST(apns_response, bodies_that_are_not_json_decide_by_status) {
  for (const char* body : {"", "<html>502</html>", "{", "[]", R"({"reason":5})", "\xff\xfe"}) {
    EXPECT_EQ(read_response({.status = 502, .body = body}, now()).meaning, answer_class::retry) << body;
    EXPECT_EQ(read_response({.status = 302, .body = body}, now()).meaning, answer_class::config) << body;
    EXPECT_EQ(read_response({.status = 421, .body = body}, now()).meaning, answer_class::reconnect) << body;
  }
}

TEST(apns_response, a_topic_that_the_token_brought_is_refused_for_that_token_alone) {
  for (const char* reason : {"BadTopic", "MissingTopic", "TopicDisallowed"}) {
    const net::wire_response response{.status = 400,
                                      .body = std::string(R"({"reason":")") + reason + R"("})"};
    EXPECT_EQ(read_response(response, now()).meaning, answer_class::config) << reason;
    EXPECT_EQ(read_response(response, now(), topic_origin::device).meaning, answer_class::payload) << reason;
    EXPECT_EQ(read_response(response, now(), topic_origin::broadcast).meaning, answer_class::payload)
        << reason;
  }
}

TEST(apns_response, a_topic_that_the_broadcast_chose_costs_no_token) {
  const net::wire_response response{.status = 400, .body = R"({"reason":"DeviceTokenNotForTopic"})"};
  EXPECT_EQ(read_response(response, now(), topic_origin::device).meaning, answer_class::dead);
  EXPECT_EQ(read_response(response, now(), topic_origin::broadcast).meaning, answer_class::payload);
}

}  // namespace
}  // namespace carillon::providers::apns
