#include <gtest/gtest.h>

#include <functional>

#include "sandbox/fcm/fcm_errors.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

verdict send(const json& message) {
  caller google;
  return google.ask(fcm_push(google.bearer(), message));
}

json error_of(const verdict& made) {
  return parse_json(made.reply.body).value().at("error");
}

/// The detail of that type, or null.
json detail_of(const json& error, std::string_view type) {
  for (const json& detail : error.value("details", json::array())) {
    if (detail.at("@type").get<std::string>().ends_with(type)) return detail;
  }
  return nullptr;
}

TEST(fcm_desk, accepts_a_right_message_and_names_it) {
  const auto made = send(fcm_message());
  ASSERT_EQ(made.reply.status, 200) << made.reply.body;
  EXPECT_TRUE(parse_json(made.reply.body)
                  .value()
                  .at("name")
                  .get<std::string>()
                  .starts_with("projects/demo/messages/0:"));
  EXPECT_EQ(made.subject.notification_id, "note-1");
  EXPECT_EQ(made.subject.delivery_id, "delivery-1");
}

TEST(fcm_desk, accepts_everything_the_engine_may_send) {
  json message = fcm_message();
  message["android"] = {{"collapse_key", "k"},
                        {"priority", "HIGH"},
                        {"ttl", "3600s"},
                        {"notification", {{"tag", "t"}, {"notification_count", 3}}},
                        {"directBootOk", true}};
  message["apns"] = {{"headers", {{"apns-priority", "10"}, {"apns-collapse-id", "c"}}},
                     {"payload", {{"aps", {{"badge", 1}}}}},
                     {"fcm_options", {{"image", "https://example.test/a.png"}}}};
  message["webpush"] = {{"headers", {{"TTL", "60"}}},
                        {"notification", {{"actions", {1, 2}}}},
                        {"fcmOptions", {{"link", "https://example.test"}}}};
  message["fcm_options"] = {{"analytics_label", "a"}};
  message["data"]["google_calendar_id"] = "only the names with a dot are reserved";
  message["data"]["gcm"] = "x";
  const auto made = send(message);
  EXPECT_EQ(made.reply.status, 200) << made.reply.body;
}

TEST(fcm_desk, answers_a_dry_run_without_a_real_name) {
  caller google;
  auto request = fcm_push(google.bearer(), fcm_message());
  request.body = json{{"validate_only", true}, {"message", fcm_message()}}.dump();
  EXPECT_EQ(parse_json(google.ask(request).reply.body).value().at("name"),
            "projects/demo/messages/fake_message_id");
}

struct broken_message {
  const char* name;
  const char* row;    ///< of fcm_errors
  const char* field;  ///< in fieldViolations; empty: no BadRequest detail
  std::function<void(json&)> breaking;
};
void PrintTo(const broken_message& each, std::ostream* out) {
  *out << each.name;
}

class fcm_refusal : public ::testing::TestWithParam<broken_message> {};

TEST_P(fcm_refusal, names_the_field) {
  json message = fcm_message();
  GetParam().breaking(message);
  const auto made = send(message);
  EXPECT_EQ(made.reply.reason, GetParam().row) << made.reply.body;
  EXPECT_EQ(made.reply.status, 400);
  const json error = error_of(made);
  EXPECT_EQ(error.at("status"), "INVALID_ARGUMENT");
  const json detail = detail_of(error, "BadRequest");
  const json field = detail.is_null() ? json("") : detail.at("fieldViolations").at(0).at("field");
  EXPECT_EQ(field, GetParam().field) << made.reply.body;
}

const auto at = [](const char* pointer, json value) {
  return [=](json& message) { message[json::json_pointer(pointer)] = value; };
};
const std::string long_text(4096, 'x');

INSTANTIATE_TEST_SUITE_P(
    shape, fcm_refusal,
    ::testing::Values(
        broken_message{"unknown_field", "BAD_JSON", "message", at("/titel", "x")},
        broken_message{"unknown_nested", "BAD_JSON", "message.android.notification",
                       at("/android/notification/colour", "x")},
        broken_message{"data_number", "BAD_JSON", "message.data[n].value", at("/data/n", 5)},
        broken_message{"data_object", "BAD_JSON", "message.data[n].value", at("/data/n", json::object())},
        broken_message{"title_number", "BAD_JSON", "message.notification.title",
                       at("/notification/title", 5)},
        broken_message{"priority_name", "BAD_JSON", "message.android.priority",
                       at("/android/priority", "URGENT")},
        broken_message{"ttl_number", "BAD_JSON", "message.android.ttl", at("/android/ttl", 3600)},
        broken_message{"ttl_no_unit", "BAD_JSON", "message.android.ttl", at("/android/ttl", "3600")},
        broken_message{"payload_text", "BAD_JSON", "message.apns.payload", at("/apns/payload", "x")},
        broken_message{
            "both_spellings", "BAD_JSON", "message.android",
            [](json& message) { message["android"] = {{"collapse_key", "a"}, {"collapseKey", "b"}}; }},
        broken_message{"two_targets", "BAD_JSON", "message", at("/topic", "news")}));

INSTANTIATE_TEST_SUITE_P(
    rules, fcm_refusal,
    ::testing::Values(
        broken_message{"no_target", "INVALID_ARGUMENT", "message",
                       [](json& message) { message.erase("token"); }},
        broken_message{"token_form", "INVALID_TOKEN", "message.token", at("/token", "not a token")},
        broken_message{"token_empty", "INVALID_TOKEN", "message.token", at("/token", "")},
        broken_message{"key_from", "INVALID_ARGUMENT", "message.data", at("/data/from", "x")},
        broken_message{"key_message_type", "INVALID_ARGUMENT", "message.data", at("/data/message_type", "x")},
        broken_message{"label", "INVALID_ARGUMENT", "message.fcm_options.analytics_label",
                       at("/fcm_options/analytics_label", "a b")},
        broken_message{"label_of_a_platform", "INVALID_ARGUMENT", "message.apns.fcm_options.analytics_label",
                       at("/apns/fcm_options/analytics_label", std::string(51, 'a'))},
        broken_message{"key_google", "INVALID_ARGUMENT", "message.data", at("/data/google.x", "x")},
        broken_message{"key_gcm", "INVALID_ARGUMENT", "message.android.data", at("/android/data/gcm.x", "x")},
        broken_message{"ttl_over_4_weeks", "INVALID_ARGUMENT", "message.android.ttl",
                       at("/android/ttl", "2419201s")},
        broken_message{"ttl_negative", "INVALID_ARGUMENT", "message.android.ttl", at("/android/ttl", "-1s")},
        broken_message{"apns_priority", "INVALID_ARGUMENT", "message.apns.headers[apns-priority]",
                       at("/apns/headers/apns-priority", "7")},
        broken_message{"apns_without_aps", "INVALID_ARGUMENT", "message.apns.payload",
                       at("/apns/payload/x", 1)},
        broken_message{"too_big", "TOO_BIG", "", at("/data/x", long_text)},
        broken_message{"too_big_for_a_topic", "TOO_BIG", "", [](json& message) {
                         message.erase("token");
                         message["topic"] = "news";
                         message["data"]["x"] = long_text.substr(0, 2048);
                       }}));

TEST(fcm_desk, wants_a_bearer_it_handed_out_and_that_still_lives) {
  caller google;
  const auto bearer = google.bearer();
  EXPECT_EQ(google.ask(fcm_push("ya29.forged", fcm_message())).reply.reason, "UNAUTHENTICATED");
  EXPECT_EQ(google.ask(fcm_push(bearer, fcm_message()).without("authorization")).reply.status, 401);
  EXPECT_EQ(google.ask(fcm_push(bearer, fcm_message()), noon + std::chrono::seconds(3598)).reply.status, 200);
  EXPECT_EQ(google.ask(fcm_push(bearer, fcm_message()), noon + std::chrono::seconds(3599)).reply.status, 401);
  google.sandbox.control("DELETE", "bearers", "");
  EXPECT_EQ(google.ask(fcm_push(bearer, fcm_message())).reply.reason, "UNAUTHENTICATED");
}

TEST(fcm_desk, keeps_projects_apart) {
  caller google;
  auto request = fcm_push(google.bearer(), fcm_message());
  request.path = "/v1/projects/other/messages:send";
  EXPECT_EQ(google.ask(request).reply.reason, "PERMISSION_DENIED");
  request.path = "/v1/projects/nobodys/messages:send";
  EXPECT_EQ(google.ask(request).reply.reason, "NOT_FOUND");
}

TEST(fcm_desk, answers_wrong_paths_and_methods_with_a_page) {
  caller google;
  auto request = fcm_push(google.bearer(), fcm_message());
  request.method = "GET";
  EXPECT_EQ(google.ask(request).reply.status, 405);
  request.path = "/v1/projects/demo/messages";
  const auto made = google.ask(request);
  EXPECT_EQ(made.reply.status, 404);
  EXPECT_TRUE(made.reply.content_type.starts_with("text/html"));
}

TEST(fcm_desk, refuses_what_is_not_json) {
  caller google;
  auto request = fcm_push(google.bearer(), fcm_message());
  request.body = "{message}";
  EXPECT_EQ(google.ask(request).reply.reason, "BAD_JSON");
  request = fcm_push(google.bearer(), fcm_message()).with("content-type", "text/plain");
  EXPECT_EQ(google.ask(request).reply.reason, "BAD_JSON");
}

TEST(fcm_desk, answers_every_row_to_a_token_that_asks_for_it) {
  for (const auto& row : fcm_errors()) {
    const auto made = send(fcm_message("sbx-" + std::string(row.key) + "-0001"));
    EXPECT_EQ(made.reply.status, row.http) << row.key;
    EXPECT_EQ(made.reply.reason, row.key);
    EXPECT_EQ(made.reply.retry_after, row.retry_after);
    if (row.status.empty()) {
      EXPECT_TRUE(made.reply.body.starts_with("<!DOCTYPE html>")) << row.key;
      continue;
    }
    const json error = error_of(made);
    EXPECT_EQ(error.at("code"), row.http);
    EXPECT_EQ(error.at("status"), row.status);
    const json fcm = detail_of(error, "FcmError");
    EXPECT_EQ(fcm.is_null() ? "" : fcm.at("errorCode"), row.error_code) << row.key;
    EXPECT_EQ(detail_of(error, "QuotaFailure").is_null(), row.quota.empty()) << row.key;
    EXPECT_EQ(detail_of(error, "BadRequest").is_null(), row.field.empty()) << row.key;
  }
}

}  // namespace
}  // namespace carillon::sandbox::testing
