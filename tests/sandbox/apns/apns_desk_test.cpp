#include <gtest/gtest.h>

#include <functional>

#include "base/ids.hpp"
#include "sandbox/apns/apns_reasons.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string reason_of(request_builder request, timestamp now = noon) {
  caller fresh;
  return fresh.ask(std::move(request), now).reply.reason;
}

TEST(apns_desk, accepts_a_right_push_and_echoes_its_id) {
  caller apple;
  const auto made = apple.ask(apns_push());
  EXPECT_EQ(made.reply.status, 200) << made.reply.detail;
  EXPECT_EQ(made.reply.body, "");
  EXPECT_EQ(made.reply.header("apns-id"), "01234567-89ab-7def-8123-456789abcdef");
  EXPECT_EQ(made.reply.header("apns-unique-id"), "");
  EXPECT_EQ(made.subject.token, device_token());
  EXPECT_EQ(made.subject.notification_id, "note-1");
}

TEST(apns_desk, makes_an_id_when_none_is_given) {
  caller apple;
  const auto made = apple.ask(apns_push().without("apns-id"));
  EXPECT_TRUE(uuid::parse(made.reply.header("apns-id")));
}

TEST(apns_desk, tells_a_unique_id_on_the_development_host_only) {
  caller apple;
  apple.sandbox.current().environment = apns_environment::development;
  EXPECT_TRUE(uuid::parse(apple.ask(apns_push()).reply.header("apns-unique-id")));
}

struct broken_push {
  const char* name;
  const char* reason;
  std::function<void(request_builder&)> breaking;
};
void PrintTo(const broken_push& each, std::ostream* out) {
  *out << each.name;
}

class apns_refusal : public ::testing::TestWithParam<broken_push> {};

TEST_P(apns_refusal, has_the_documented_reason) {
  auto request = apns_push();
  GetParam().breaking(request);
  caller apple;
  const auto made = apple.ask(request);
  EXPECT_EQ(made.reply.reason, GetParam().reason) << made.reply.detail;
  EXPECT_EQ(made.reply.status, find_apns_reason(GetParam().reason)->status);
  EXPECT_EQ(parse_json(made.reply.body).value().at("reason"), GetParam().reason);
  EXPECT_EQ(made.reply.header("apns-id"),
            request.view().has("apns-id") ? request.view().header("apns-id") : made.reply.header("apns-id"));
}

const auto header = [](const char* name, std::string value) {
  return [=](request_builder& push) { push.with(name, value); };
};
const auto missing = [](const char* name) { return [=](request_builder& push) { push.without(name); }; };
const auto path = [](std::string value) { return [=](request_builder& push) { push.path = value; }; };
const auto body = [](std::string value) { return [=](request_builder& push) { push.body = value; }; };
const auto bearing = [](std::string token) { return header("authorization", "bearer " + token); };
const auto of_type = [](const char* type, const char* topic) {
  return [=](request_builder& push) { push.with("apns-push-type", type).with("apns-topic", topic); };
};

INSTANTIATE_TEST_SUITE_P(
    route_and_headers, apns_refusal,
    ::testing::Values(
        broken_push{"path", "BadPath", path("/3/devices/" + device_token())},
        broken_push{"method", "MethodNotAllowed", [](request_builder& push) { push.method = "GET"; }},
        broken_push{"header_twice", "DuplicateHeaders",
                    [](request_builder& push) { push.fields.emplace_back("apns-topic", "com.example.app"); }},
        broken_push{"no_token_in_path", "MissingDeviceToken", path("/3/device/")},
        broken_push{"token_not_hex", "BadDeviceToken", path("/3/device/" + device_token("xyz"))},
        broken_push{"token_short", "BadDeviceToken", path("/3/device/abcd")},
        broken_push{"token_odd", "BadDeviceToken", path("/3/device/" + device_token() + "a")},
        broken_push{"token_long", "BadDeviceToken", path("/3/device/" + std::string(202, 'a'))},
        broken_push{"id_upper_case", "BadMessageId",
                    header("apns-id", "01234567-89AB-7DEF-8123-456789ABCDEF")},
        broken_push{"id_not_uuid", "BadMessageId", header("apns-id", "42")},
        broken_push{"expiration_text", "BadExpirationDate", header("apns-expiration", "tomorrow")},
        broken_push{"expiration_negative", "BadExpirationDate", header("apns-expiration", "-1")},
        broken_push{"type_unknown", "InvalidPushType", header("apns-push-type", "shout")},
        broken_push{"type_missing", "InvalidPushType", missing("apns-push-type")},
        broken_push{"priority_7", "BadPriority", header("apns-priority", "7")},
        broken_push{"background_10", "BadPriority",
                    [](request_builder& push) {
                      push.with("apns-push-type", "background").with("apns-priority", "10");
                    }},
        broken_push{"background_default", "BadPriority", header("apns-push-type", "background")},
        broken_push{"collapse_id_empty", "BadCollapseId", header("apns-collapse-id", "")},
        broken_push{"collapse_id_65", "BadCollapseId", header("apns-collapse-id", std::string(65, 'c'))},
        broken_push{"topic_missing", "MissingTopic", missing("apns-topic")},
        broken_push{"topic_dirty", "BadTopic", header("apns-topic", "com.example/app")},
        broken_push{"voip_topic", "BadTopic", of_type("voip", "com.example.app")},
        broken_push{"activity_topic", "BadTopic", of_type("liveactivity", "com.example.app")},
        broken_push{"suffix_alone", "BadTopic", of_type("voip", ".voip")}));

INSTANTIATE_TEST_SUITE_P(payload, apns_refusal,
                         ::testing::Values(broken_push{"empty", "PayloadEmpty", body("")},
                                           broken_push{"not_json", "PayloadEmpty", body("{aps}")},
                                           broken_push{"not_an_object", "PayloadEmpty", body("[1]")},
                                           broken_push{"no_aps", "PayloadEmpty", body(R"({"alert":"x"})")},
                                           broken_push{"aps_text", "PayloadEmpty", body(R"({"aps":"x"})")},
                                           broken_push{"over_4096", "PayloadTooLarge",
                                                       body(R"({"aps":{},"x":")" +
                                                            std::string(4097 - 17, 'x') + "\"}")}));

std::string signed_with(const json& head, const json& claims, const signing_key& key = team_key()) {
  return sign_jws(head, claims, key);
}
const json right_claims{{"iss", "TEAM000001"}, {"iat", seconds_of(noon)}};

INSTANTIATE_TEST_SUITE_P(
    provider_token, apns_refusal,
    ::testing::Values(
        broken_push{"missing", "MissingProviderToken", missing("authorization")},
        broken_push{"basic", "MissingProviderToken", header("authorization", "basic abc")},
        broken_push{"not_a_jws", "InvalidProviderToken", bearing("abc.def")},
        broken_push{"alien_key", "InvalidProviderToken",
                    bearing(provider_token(noon, "TEAM000001", "KEY0000001", other_key()))},
        broken_push{"tampered", "InvalidProviderToken",
                    [](request_builder& push) {
                      auto token = provider_token(noon);
                      const auto claims = token.find('.') + 5;
                      token[claims] = token[claims] == 'A' ? 'B' : 'A';
                      push.with("authorization", "bearer " + token);
                    }},
        broken_push{"unknown_kid", "InvalidProviderToken",
                    bearing(provider_token(noon, "TEAM000001", "KEYUNKNOWN"))},
        broken_push{"no_kid", "InvalidProviderToken", bearing(signed_with(json::object(), right_claims))},
        broken_push{"other_team", "InvalidProviderToken",
                    bearing(provider_token(noon, "TEAM000002", "KEY0000001"))},
        broken_push{"rs256", "InvalidProviderToken",
                    bearing(signed_with({{"kid", "KEY0000001"}}, right_claims, google_key()))},
        broken_push{"no_iat", "InvalidProviderToken",
                    bearing(signed_with({{"kid", "KEY0000001"}}, {{"iss", "TEAM000001"}}))},
        broken_push{"iat_text", "InvalidProviderToken",
                    bearing(signed_with({{"kid", "KEY0000001"}}, {{"iss", "TEAM000001"}, {"iat", "1"}}))},
        broken_push{"over_an_hour", "ExpiredProviderToken", bearing(provider_token(noon - minutes(61)))},
        broken_push{"in_the_future", "ExpiredProviderToken", bearing(provider_token(noon + minutes(5)))},
        broken_push{"development_key", "BadEnvironmentKeyIdInToken",
                    bearing(provider_token(noon, "TEAM000001", "KEYDEVELOP"))},
        broken_push{"topic_of_another", "TopicDisallowed", [](request_builder& push) {
                      const auto token = provider_token(noon, "TEAM000001", "KEYSCOPED1", other_key());
                      push.with("authorization", "bearer " + token).with("apns-topic", "com.example.second");
                    }}));

TEST(apns_desk, takes_every_push_type_with_its_topic) {
  const std::pair<const char*, const char*> kinds[]{
      {"location", "com.example.app.location-query"},
      {"voip", "com.example.app.voip"},
      {"complication", "com.example.app.complication"},
      {"fileprovider", "com.example.app.pushkit.fileprovider"},
      {"pushtotalk", "com.example.app.voip-ptt"},
      {"liveactivity", "com.example.app.push-type.liveactivity"}};
  for (const auto& [type, topic] : kinds) {
    EXPECT_EQ(reason_of(apns_push().with("apns-push-type", type).with("apns-topic", topic)), "") << type;
  }
  EXPECT_EQ(reason_of(apns_push().with("apns-push-type", "background").with("apns-priority", "5")), "");
}

TEST(apns_desk, allows_voip_5120_bytes) {
  auto push = apns_push().with("apns-push-type", "voip").with("apns-topic", "com.example.app.voip");
  push.body = R"({"aps":{},"x":")" + std::string(5120 - 17, 'x') + "\"}";
  EXPECT_EQ(push.body.size(), 5120U);
  EXPECT_EQ(reason_of(push), "");
  push.body += " ";
  EXPECT_EQ(reason_of(push), "PayloadTooLarge");
}

TEST(apns_desk, allows_a_token_for_an_hour_and_no_longer) {
  caller apple;
  EXPECT_EQ(apple.ask(apns_push(), noon + minutes(59)).reply.status, 200);
  EXPECT_EQ(apple.ask(apns_push(), noon + minutes(61)).reply.reason, "ExpiredProviderToken");
}

TEST(apns_desk, serves_one_team_on_a_connection) {
  caller apple;
  const auto second = "bearer " + provider_token(noon, "TEAM000002", "KEY0000002", other_key());
  EXPECT_EQ(apple.ask(apns_push()).reply.status, 200);
  EXPECT_EQ(apple.ask(apns_push().with("authorization", second)).reply.reason, "InvalidProviderToken");
  apple.connection = {};
  EXPECT_EQ(apple.ask(apns_push().with("authorization", second)).reply.status, 200);
}

TEST(apns_desk, binds_a_connection_to_its_first_topic_scoped_key) {
  caller apple;
  const auto scoped = "bearer " + provider_token(noon, "TEAM000001", "KEYSCOPED1", other_key());
  EXPECT_EQ(apple.ask(apns_push()).reply.status, 200);
  EXPECT_EQ(apple.ask(apns_push().with("authorization", scoped)).reply.reason, "UnrelatedKeyIdInToken");
}

TEST(apns_desk, refuses_tokens_renewed_within_twenty_minutes) {
  caller apple;
  const auto push_at = [&](timestamp issued) {
    return apple.ask(apns_push().with("authorization", "bearer " + provider_token(issued)), noon)
        .reply.reason;
  };
  EXPECT_EQ(push_at(noon - minutes(50)), "");
  EXPECT_EQ(push_at(noon - minutes(40)), "TooManyProviderTokenUpdates");
  EXPECT_EQ(push_at(noon), "");
  EXPECT_EQ(push_at(noon - minutes(10)), "TooManyProviderTokenUpdates");
}

TEST(apns_desk, counts_tokens_of_a_team_across_its_keys) {
  caller apple;
  EXPECT_EQ(apple.ask(apns_push()).reply.status, 200);
  const auto other = "bearer " + provider_token(noon, "TEAM000001", "KEY0000003");
  EXPECT_EQ(apple.ask(apns_push().with("authorization", other)).reply.reason, "TooManyProviderTokenUpdates");
}

TEST(apns_desk, still_takes_the_token_before_the_renewed_one) {
  caller apple;
  const auto old_token = apns_push(noon - minutes(50));
  EXPECT_EQ(apple.ask(old_token).reply.status, 200);
  EXPECT_EQ(apple.ask(apns_push()).reply.status, 200);
  EXPECT_EQ(apple.ask(old_token).reply.status, 200);
}

TEST(apns_desk, forgets_verified_tokens_when_credentials_change) {
  caller apple;
  EXPECT_EQ(apple.ask(apns_push()).reply.status, 200);
  ASSERT_TRUE(apple.sandbox.set_credentials(json::object()));
  EXPECT_EQ(apple.ask(apns_push()).reply.reason, "InvalidProviderToken");
}

}  // namespace
}  // namespace carillon::sandbox::testing
