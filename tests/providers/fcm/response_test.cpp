// One case per row of the FCM answer table (providers.md 2), with bodies in Google's shape.
#include "providers/fcm/response.hpp"

#include <gtest/gtest.h>

#include "providers/fcm/answers.hpp"

namespace carillon::providers::fcm {
namespace {

struct expectation {
  const char* name;
  int status;
  const char* body;
  answer_class meaning;
  row expected;
};

#define FCM_ERROR(code) \
  R"({"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":")" code R"("})"
#define BAD_FIELD(name)                                                                        \
  R"({"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":")" name \
  R"(","description":"bad"}]})"
#define QUOTA(words) \
  R"({"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"subject":")" words R"("}]})"
#define BODY(status, message, details) \
  R"({"error":{"code":0,"message":")" message R"(","status":")" status R"(","details":[)" details R"(]}})"

using enum answer_class;
constexpr expectation documented[] = {
    {"token_field", 400, BODY("INVALID_ARGUMENT", "x", BAD_FIELD("message.token")), dead, row::invalid_token},
    {"token_message", 400,
     BODY("INVALID_ARGUMENT", "The registration token is not a valid FCM registration token",
          FCM_ERROR("INVALID_ARGUMENT")),
     dead, row::invalid_token},
    {"argument", 400, BODY("INVALID_ARGUMENT", "x", BAD_FIELD("message.android.ttl")), payload,
     row::invalid_argument},
    {"too_big_without_details", 400,
     R"({"error":{"code":400,"message":"Message too big","status":"INVALID_ARGUMENT"}})", payload,
     row::invalid_argument},
    {"package", 400, BODY("INVALID_ARGUMENT", "x", BAD_FIELD("message.android.restricted_package_name")),
     config, row::restricted_package},
    {"precondition", 400, BODY("FAILED_PRECONDITION", "x", ""), config, row::failed_precondition},
    {"third_party", 401, BODY("UNAUTHENTICATED", "x", FCM_ERROR("THIRD_PARTY_AUTH_ERROR")), config,
     row::third_party_auth},
    {"apns_auth", 401, BODY("UNAUTHENTICATED", "x", FCM_ERROR("APNS_AUTH_ERROR")), config,
     row::third_party_auth},
    {"expired_bearer", 401, BODY("UNAUTHENTICATED", "x", ""), reauth, row::unauthenticated},
    {"sender_mismatch", 403, BODY("PERMISSION_DENIED", "x", FCM_ERROR("SENDER_ID_MISMATCH")), dead,
     row::sender_id_mismatch},
    {"denied", 403, BODY("PERMISSION_DENIED", "x", ""), config, row::permission_denied},
    {"unregistered", 404, BODY("NOT_FOUND", "Requested entity was not found.", FCM_ERROR("UNREGISTERED")),
     dead, row::unregistered},
    {"not_found", 404, BODY("NOT_FOUND", "x", ""), config, row::not_found},
    {"html_404", 404, "<html>", config, row::not_found},
    {"conflict", 409, BODY("ABORTED", "x", ""), retry, row::conflict},
    {"precondition_412", 412, BODY("FAILED_PRECONDITION", "x", ""), retry, row::precondition},
    {"large", 413, "", payload, row::too_large},
    {"quota", 429, BODY("RESOURCE_EXHAUSTED", "x", FCM_ERROR("QUOTA_EXCEEDED")), retry_after,
     row::quota_project},
    {"quota_device", 429,
     BODY("RESOURCE_EXHAUSTED", "x", FCM_ERROR("QUOTA_EXCEEDED") "," QUOTA("device:abc")), retry_after,
     row::quota_device},
    {"quota_topic", 429, BODY("RESOURCE_EXHAUSTED", "x", FCM_ERROR("QUOTA_EXCEEDED") "," QUOTA("topic:abc")),
     retry_after, row::quota_topic},
    {"cancelled", 499, BODY("CANCELLED", "x", ""), retry, row::cancelled},
    {"deadline", 504, BODY("DEADLINE_EXCEEDED", "x", ""), retry, row::deadline_exceeded},
    {"internal", 500, BODY("INTERNAL", "x", FCM_ERROR("INTERNAL")), retry, row::internal},
    {"bad_gateway", 502, "<html>502</html>", retry, row::bad_gateway},
    {"unavailable", 503, BODY("UNAVAILABLE", "x", FCM_ERROR("UNAVAILABLE")), retry, row::unavailable},
    {"unspecified", 500, BODY("INTERNAL", "x", FCM_ERROR("UNSPECIFIED_ERROR")), retry, row::internal},
};

class fcm_answers : public testing::TestWithParam<expectation> {};

TEST_P(fcm_answers, has_its_class_and_its_row) {
  const auto& expected = GetParam();
  const answer read = read_response({.status = expected.status, .body = expected.body}, now());
  EXPECT_EQ(read.meaning, expected.meaning);
  EXPECT_EQ(read.reason, static_cast<std::uint16_t>(expected.expected) + 1);
}
INSTANTIATE_TEST_SUITE_P(row, fcm_answers, testing::ValuesIn(documented),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(fcm_response, every_row_is_reached_by_some_case) {
  std::set<std::size_t> reached;
  for (const auto& each : documented) reached.insert(static_cast<std::size_t>(each.expected));
  EXPECT_EQ(reached.size(), answer_table(provider::fcm).size());
}

TEST(fcm_response, keeps_googles_words) {
  const answer read =
      read_response({.status = 404,
                     .body = BODY("NOT_FOUND", "Requested entity was not found.", FCM_ERROR("UNREGISTERED"))},
                    now());
  EXPECT_EQ(read.text, "Requested entity was not found.");
}

TEST(fcm_response, project_quota_waits_a_minute_unless_told_otherwise) {
  net::wire_response response{.status = 429, .body = BODY("RESOURCE_EXHAUSTED", "x", "")};
  EXPECT_EQ(read_response(response, now()).wait, std::chrono::seconds(60));
  response.retry_after = "5";
  EXPECT_EQ(read_response(response, now()).wait, std::chrono::seconds(5));
}

TEST(fcm_response, hostile_bodies_decide_by_status) {
  const std::string deep(100'000, '[');
  for (const std::string& body :
       {deep, std::string("{\"error\":5}"), std::string("{\"error\":{\"details\":{}}}"),
        std::string("{\"error\":{\"details\":[5,{\"fieldViolations\":7}]}}")}) {
    EXPECT_EQ(read_response({.status = 500, .body = body}, now()).meaning, retry);
  }
}

TEST(fcm_response, a_package_that_the_broadcast_named_is_its_own_fault) {
  const net::wire_response response{
      .status = 400,
      .body = BODY("INVALID_ARGUMENT", "x", BAD_FIELD("message.android.restricted_package_name"))};
  EXPECT_EQ(read_response(response, now()).meaning, config);
  EXPECT_EQ(read_response(response, now(), true).meaning, payload);
}

}  // namespace
}  // namespace carillon::providers::fcm
