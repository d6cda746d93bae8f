#include "api/resources/broadcast_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/schema.hpp"

namespace carillon::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

json parsed(std::string_view text) {
  return parse_json(text).value();
}

complaints check(const rule& expected, std::string_view text) {
  auto value = parsed(text);
  return validate(expected, value);
}

complaints broadcast(std::string_view rest) {
  return check(broadcast_rule(),
               R"({"title":"t","recipients":[{"external_id":"u"}])" + std::string(rest) + '}');
}

TEST(broadcast_schema, accepts_what_the_contract_allows) {
  for (
      const auto* rest :
      {"",
       R"(,"content":null,"action_url":null,"category":null,"topic":null,"overrides":null,"custom_attributes":null)",
       R"(,"category":"a.b-c/d:E_9","topic":"x")", R"(,"id":"whatever","status":{},"created_at":1)",
       R"(,"overrides":{"channels":{"email":{"title":"x","action_url":null},"teams":{"content":"y"}},"providers":{"ios":{"aps":{}},"fcm":{}}})"}) {
    EXPECT_THAT(broadcast(rest), IsEmpty()) << rest;
  }
  for (
      const auto* recipients :
      {R"([{"email":"a@b.c"}])", R"([{"email":"","external_id":"x"}])",
       R"([{"email":"a@b.c","external_id":""}])",
       R"([{"external_id":"x","first_name":"F","phone_numbers":["+15551234"],"custom_attributes":{"k":[1]}}])",
       R"([{"users":{"all":true}}])", R"([{"topic":{"subscribers":false}}])"}) {
    EXPECT_THAT(check(broadcast_rule(), R"({"title":"t","recipients":)" + std::string(recipients) + '}'),
                IsEmpty())
        << recipients;
  }
}

TEST(broadcast_schema, refuses_addresses_that_a_browser_would_run) {
  const std::string what =
      " should not be of a scheme that browsers run or read: javascript, data, vbscript, file, blob, "
      "filesystem, "
      "view-source";
  for (const auto* address :
       {"javascript:alert(1)", " JaVaScript:alert(1)", "java\\tscript:alert(1)", "\\u0001javascript:1",
        "javascript&colon;1", "DATA:text/html,x", "vbscript:x", "file:///etc/passwd",
        "blob:https://a.example/1", "filesystem:https://a.example/x", "view-source:https://a.example"}) {
    const auto quoted = std::string(":\"") + address + '"';
    EXPECT_THAT(broadcast(",\"action_url\"" + quoted), ElementsAre("Param 'action_url'" + what));
    EXPECT_THAT(broadcast(R"(,"overrides":{"channels":{"in_app":{"action_url")" + quoted + "}}}"),
                ElementsAre("Param 'overrides.channels.in_app.action_url'" + what));
    EXPECT_THAT(broadcast(R"(,"overrides":{"providers":{"fcm":{"data":{"action_url")" + quoted + "}}}}"),
                ElementsAre("Param 'overrides.providers.fcm.data.action_url'" + what));
    EXPECT_THAT(broadcast(R"(,"overrides":{"providers":{"apns":{"action-url")" + quoted + "}}}"),
                ElementsAre("Param 'overrides.providers.apns.action-url'" + what));
    EXPECT_THAT(broadcast(R"(,"custom_attributes":{"list":[{"action_url")" + quoted + "}]}"),
                ElementsAre("Param 'custom_attributes.list.0.action_url'" + what));
  }
  for (const auto* address :
       {"https://a.example", "myapp://open/1", "mailto:a@b.example", "tel:+49", "/orders/1", ""})
    EXPECT_THAT(broadcast(std::string(R"(,"action_url":")") + address + '"'), IsEmpty()) << address;
}

TEST(broadcast_schema, refuses_the_rest) {
  const std::string over_255(256, 'a');
  EXPECT_EQ(broadcast(R"(,"category":"a b")").size(), 1u);
  EXPECT_EQ(broadcast(R"(,"topic":"")").size(), 1u);
  EXPECT_EQ(broadcast(R"(,"category":")" + over_255 + "\"").size(), 1u);
  EXPECT_EQ(broadcast(R"(,"action_url":")" + std::string(2049, 'a') + "\"").size(), 1u);
  EXPECT_THAT(broadcast(R"(,"overrides":{"providers":{"carrier_pigeon":{}}})"),
              ElementsAre("Param 'overrides.providers' doesn't allow key: carrier_pigeon"));
  EXPECT_THAT(broadcast(R"(,"overrides":{"channels":{"fax":{}}})"),
              ElementsAre("Param 'overrides.channels' doesn't allow key: fax"));
  EXPECT_THAT(broadcast(R"(,"overrides":{"other":{}})"),
              ElementsAre("Param 'overrides' doesn't allow key: other"));
  const std::vector<std::pair<std::string, std::string>> overrides{
      {R"("apns":{"apns-collapse-id":"a\nb"})",
       "Param 'overrides.providers.apns.apns-collapse-id' should have no control characters and no white "
       "space at "
       "its ends"},
      {R"("ios":{"apns-priority":7})",
       "Param 'overrides.providers.ios.apns-priority' should be one of: 10, 5, 1"},
      {R"("fcm":{"android":{"ttl":"1 day"}})",
       "Param 'overrides.providers.fcm.android.ttl' should be 0s to 2419200s"},
      {R"("android":{"token":"x"})", "Param 'overrides.providers.android.token' is made for each delivery"},
      {R"("apns":{"aps":{}},"ios":{"aps":{}})",
       "Param 'overrides.providers.ios' should not be given beside apns, which is another name of it"},
      {R"("android":{},"fcm":{})",
       "Param 'overrides.providers.android' should not be given beside fcm, which is another name of it"},
      {R"("ses":{},"amazon_ses":{})",
       "Param 'overrides.providers.amazon_ses' should not be given beside ses, which is another name of it"},
      {R"("web_push":{"a":")" + std::string(16'384, 'x') + "\"}",
       "Param 'overrides.providers.web_push' should have at most 16384 bytes"}};
  for (const auto& [given, message] : overrides) {
    EXPECT_THAT(broadcast(R"(,"overrides":{"providers":{)" + given + "}}"), ElementsAre(message)) << given;
  }
  const std::vector<std::pair<std::string, std::string>> recipients{
      {"[]", "Param 'recipients' should have at least 1 item"},
      {"[{}]", "Param 'recipients.0' should have an email or an external_id"},
      {R"([{"email":"","external_id":""}])", "Param 'recipients.0' should have an email or an external_id"},
      {R"([{"email":"nope"}])", "Param 'recipients.0.email' should be a valid email"},
      {R"([{"id":"x","external_id":"u"}])", "Param 'recipients.0' doesn't allow key: id"},
      {R"([{"matches":"*"}])", "Param 'recipients.0' doesn't allow key: matches"},
      {R"([{"users":{"all":false}}])", "Param 'recipients.0.users.all' should be true"},
      {R"([{"users":{"all":true},"email":"a@b.c"}])", "Param 'recipients.0' doesn't allow key: email"},
      {R"([{"users":{}}])", "Param 'recipients.0.users.all' is missing"},
      {R"([{"topic":{}}])", "Param 'recipients.0.topic.subscribers' is missing"},
      {R"([{"topic":{"subscribers":true}}])", "Param 'topic' is missing"},
      {R"(["u"])", "Param 'recipients.0' should be of type object"},
  };
  for (const auto& [text, complaint] : recipients) {
    const auto found = check(broadcast_rule(), R"({"title":"t","recipients":)" + text + '}');
    ASSERT_FALSE(found.empty()) << text;
    EXPECT_EQ(found.front(), complaint);
  }
}

TEST(broadcast_schema, chooses_the_lane_by_the_audience) {
  const auto named = [](int count) {
    json out = json::array();
    for (int i = 0; i < count; ++i) out.push_back({{"external_id", std::to_string(i)}});
    return out;
  };
  EXPECT_EQ(lane_of(named(10)), lane::high);
  EXPECT_EQ(lane_of(named(11)), lane::standard);
  EXPECT_EQ(lane_of(named(1000)), lane::standard);
  EXPECT_EQ(lane_of(parsed(R"([{"users":{"all":true}}])")), lane::bulk);
  EXPECT_EQ(lane_of(parsed(R"([{"topic":{"subscribers":true}}])")), lane::bulk);
  EXPECT_EQ(lane_of(parsed(R"([{"topic":{"subscribers":false}}])")), lane::high);
}

TEST(broadcast_schema, bounds_custom_attributes_by_their_compact_size) {
  const auto of_size = [](std::size_t bytes) {
    return R"(,"custom_attributes":{ "a": ")" + std::string(bytes - 8, 'x') + R"(" })";
  };
  EXPECT_THAT(broadcast(of_size(65'536)), IsEmpty());
  EXPECT_THAT(broadcast(of_size(65'537)),
              ElementsAre("Param 'custom_attributes' should have at most 65536 bytes"));
}

}  // namespace
}  // namespace carillon::api
