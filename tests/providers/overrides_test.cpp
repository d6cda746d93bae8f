// What of an override cannot be sent, field by field: the API refuses it by these names.
#include "providers/overrides.hpp"

#include <gtest/gtest.h>

namespace carillon::providers {
namespace {

const override_kind& kind(std::string_view name) {
  return *std::ranges::find(override_kinds(), name, &override_kind::name);
}

/// "field what", or "" when it can be sent.
std::string fault_of(std::string_view name, const json& given) {
  const auto found = check_override(kind(name), given);
  return found ? found->field + ' ' + found->what : "";
}

TEST(overrides, take_what_the_documentation_of_the_providers_shows) {
  for (const json& given :
       {json::object(), json{{"mutable-content", 1}, {"aps", {{"sound", "bell.caf"}}}, {"own", {1, 2}}},
        json{{"aps", nullptr}, {"apns-collapse-id", nullptr}},
        json{{"apns-priority", 5}, {"apns-expiration", 0}, {"apns-push-type", "background"}},
        json{{"apns-priority", "1"},
             {"apns-expiration", "1800000000"},
             {"apns-topic", "com.example.app.voip"}},
        json{{"apns-collapse-id", "score of \xc3\xa9quipe 7"}},
        json{{"apns-collapse-id", std::string(64, 'x')}}}) {
    EXPECT_EQ(fault_of("apns", given), "") << given;
    EXPECT_EQ(fault_of("ios", given), "") << given;
  }
  for (const json& given :
       {json::object(),
        json{{"android", {{"ttl", "3.5s"}, {"priority", "normal"}, {"collapse_key", "scores"}}}},
        json{{"notification", nullptr}, {"data", {{"google_calendar_id", "x"}, {"From", "y"}}}},
        json{{"fcmOptions", {{"analyticsLabel", "a-b_c.d~%1"}}}},
        json{{"apns", {{"headers", {{"apns-priority", "5"}}}, {"payload", {{"aps", json::object()}}}}}},
        json{{"webpush", {{"headers", {{"TTL", "60"}, {"Urgency", "high"}, {"Topic", "abc_-"}}}}}}}) {
    EXPECT_EQ(fault_of("fcm", given), "") << given;
    EXPECT_EQ(fault_of("android", given), "") << given;
  }
}

TEST(overrides, name_the_apns_header_that_cannot_be_sent) {
  const std::string id = "apns-collapse-id";
  const std::string clean = " should have no control characters and no white space at its ends";
  for (const std::string& value :
       {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3), std::string("a\tb"),
        std::string("\x7f"), std::string(" a"), std::string("a ")}) {
    EXPECT_EQ(fault_of("apns", {{id, value}}), id + clean);
  }
  EXPECT_EQ(fault_of("apns", {{id, ""}}), id + " should have 1 to 64 bytes");
  EXPECT_EQ(fault_of("apns", {{id, std::string(65, 'x')}}), id + " should have 1 to 64 bytes");
  EXPECT_EQ(fault_of("apns", {{id, json::array({1})}}), id + " should be of type string");
  EXPECT_EQ(fault_of("apns", {{id, true}}), id + " should be of type string");
  EXPECT_EQ(fault_of("ios", {{"APNS-Collapse-Id", "a\nb"}}), "APNS-Collapse-Id" + clean);
  EXPECT_EQ(fault_of("apns", {{"apns-priority", 7}}), "apns-priority should be one of: 10, 5, 1");
  EXPECT_EQ(fault_of("apns", {{"apns-priority", "10 "}}), "apns-priority should be one of: 10, 5, 1");
  for (const json& time : {json("soon"), json(-1), json(1'800'000'000'000), json("")}) {
    EXPECT_EQ(fault_of("apns", {{"apns-expiration", time}}),
              "apns-expiration should be a time in unix seconds, or 0");
  }
  EXPECT_TRUE(
      fault_of("apns", {{"apns-push-type", "loud"}}).starts_with("apns-push-type should be one of: alert"));
  for (const std::string& topic :
       {std::string("com.x\n"), std::string("com x"), std::string(256, 'a'), std::string()})
    EXPECT_EQ(fault_of("apns", {{"apns-topic", topic}}),
              "apns-topic should be a topic such as com.example.app");
  EXPECT_EQ(fault_of("apns", {{"apns-id", "x"}}), "apns-id is made for each delivery");
  EXPECT_EQ(fault_of("apns", {{"apns-colour", "x"}}), "apns-colour is no header that a broadcast can set");
  EXPECT_EQ(fault_of("apns", {{"apns-priority", 5}, {"Apns-Priority", 10}}).substr(14),
            "should not be given twice");
  EXPECT_EQ(fault_of("apns", {{"aps", "x"}}), "aps should be of type object");
}

TEST(overrides, name_the_fcm_field_that_cannot_be_sent) {
  const auto fault = [](const char* pointer, const json& value) {
    json given = json::object();
    given[json::json_pointer(pointer)] = value;
    return fault_of("fcm", given);
  };
  const std::string clean = " should have no control characters and no white space at its ends";
  EXPECT_EQ(fault("/android/collapse_key", "a\nb"), "android.collapse_key" + clean);
  EXPECT_EQ(fault("/android/collapseKey", ""), "android.collapse_key should have 1 to 255 bytes");
  EXPECT_EQ(fault("/android/ttl", "5"), "android.ttl should be 0s to 2419200s");
  EXPECT_EQ(fault("/android/ttl", "2419201s"), "android.ttl should be 0s to 2419200s");
  EXPECT_EQ(fault("/android/ttl", 5), "android.ttl should be of type string");
  EXPECT_EQ(fault("/android/priority", "10"), "android.priority should be one of: NORMAL, HIGH");
  EXPECT_EQ(fault("/android/restrictedPackageName", "a b"),
            "android.restricted_package_name should be a package name such as com.example.app");
  const std::string label = " should match the pattern ^[a-zA-Z0-9-_.~%]{1,50}$";
  EXPECT_EQ(fault("/fcm_options/analytics_label", "a b"), "fcm_options.analytics_label" + label);
  EXPECT_EQ(fault("/android/fcmOptions/analyticsLabel", std::string(51, 'a')),
            "android.fcm_options.analytics_label" + label);
  EXPECT_EQ(fault("/apns/fcm_options/analytics_label", ""), "apns.fcm_options.analytics_label" + label);
  EXPECT_EQ(fault("/webpush/fcm_options/analytics_label", "\n"),
            "webpush.fcm_options.analytics_label" + label);
  EXPECT_EQ(fault("/apns/headers/apns-collapse-id", "a\nb"), "apns.headers.apns-collapse-id" + clean);
  EXPECT_EQ(fault("/apns/headers/apns-priority", 5), "apns.headers.apns-priority should be of type string");
  EXPECT_EQ(fault("/apns/payload", json::object()), "apns.payload should have a dictionary aps");
  EXPECT_EQ(fault("/webpush/headers/Urgency", "a\r\nb"), "webpush.headers.Urgency" + clean);
  EXPECT_EQ(fault("/webpush/headers/TTL", "1 day"), "webpush.headers.TTL should be 0 to 2419200");
  EXPECT_EQ(fault("/webpush/headers/Topic", std::string(33, 'a')),
            "webpush.headers.Topic should be 1 to 32 characters of base64url");
  EXPECT_EQ(fault("/webpush/headers/a b", "x"), "webpush.headers.a b is no header's name");
  EXPECT_EQ(fault("/data/from", "x"), "data.from is a name that FCM reserves");
  EXPECT_EQ(fault("/android/data/gcm.x", "x"), "android.data.gcm.x is a name that FCM reserves");
  EXPECT_EQ(fault("/data/a", json{{"b", 1}}), "data.a should be of type string");
  EXPECT_EQ(fault("/token", "x"), "token is made for each delivery");
  EXPECT_EQ(fault("/topic", nullptr), "topic is made for each delivery");
  EXPECT_EQ(fault("/notification", "x"), "notification should be of type object");
  EXPECT_EQ(fault_of("fcm", {{"android", {{"collapse_key", "a"}, {"collapseKey", "b"}}}}),
            "android.collapse_key should not be given twice");
}

TEST(overrides, have_a_size) {
  for (const auto& each : override_kinds()) {
    const json fits{{"own", std::string(each.most_bytes - 10, 'x')}};
    ASSERT_EQ(dump_json(fits).size(), each.most_bytes);
    EXPECT_EQ(fault_of(each.name, fits), "") << each.name;
    const json large{{"own", std::string(each.most_bytes - 9, 'x')}};
    EXPECT_EQ(fault_of(each.name, large),
              " should have at most " + std::to_string(each.most_bytes) + " bytes");
    // Escaped it is six times as long.
    EXPECT_NE(fault_of(each.name, {{"own", std::string(each.most_bytes / 3, '\x01')}}), "") << each.name;
    EXPECT_NE(fault_of(each.name, {{"own", json::array_t(each.most_bytes, 1)}}), "") << each.name;
  }
}

TEST(is_header_text, is_what_http_2_may_carry) {
  EXPECT_TRUE(is_header_text(""));
  EXPECT_TRUE(is_header_text("a b\xc3\xa9"));
  for (const auto* text : {" a", "a ", "\ta", "a\n", "a\rb", "\x7f", "\x1f"})
    EXPECT_FALSE(is_header_text(text));
  EXPECT_FALSE(is_header_text(std::string_view("\0", 1)));
}

}  // namespace
}  // namespace carillon::providers
