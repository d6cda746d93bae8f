#include "api/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/text_checks.hpp"
#include "api/resources/broadcast_schema.hpp"

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

TEST(schema, complains_in_the_contracts_words) {
  const auto expected = object({{"title", text({1, 5})},
                                {"email", text({}, &store::check_email), presence::optional},
                                {"url", text({}, &check_uri), presence::optional},
                                {"attributes", free_object(), presence::optional},
                                {"badge", one_of({"unread", "unseen"}), presence::optional},
                                {"expiry", integer({1, 10}), presence::optional}},
                               unknown_keys::refused);
  EXPECT_THAT(check(expected, R"({"title":"hello"})"), IsEmpty());
  EXPECT_THAT(check(expected, "{}"), ElementsAre("Param 'title' is missing"));
  EXPECT_THAT(check(expected, R"({"title":null})"), ElementsAre("Param 'title' should be of type string"));
  EXPECT_THAT(check(expected, R"({"title":1})"), ElementsAre("Param 'title' should be of type string"));
  EXPECT_THAT(check(expected, R"({"title":""})"),
              ElementsAre("Param 'title' should have at least 1 character"));
  EXPECT_THAT(check(expected, R"({"title":"toolong"})"),
              ElementsAre("Param 'title' should have at most 5 characters"));
  EXPECT_THAT(check(expected, R"({"title":"a","email":"x"})"),
              ElementsAre("Param 'email' should be a valid email"));
  EXPECT_THAT(check(expected, R"({"title":"a","url":"x"})"),
              ElementsAre("Param 'url' should be a valid uri"));
  EXPECT_THAT(check(expected, R"({"title":"a","attributes":[]})"),
              ElementsAre("Param 'attributes' should be of type object"));
  EXPECT_THAT(check(expected, R"({"title":"a","badge":"x"})"),
              ElementsAre("Param 'badge' should be one of: unread, unseen"));
  EXPECT_THAT(check(expected, R"({"title":"a","expiry":0})"),
              ElementsAre("Param 'expiry' should be at least 1"));
  EXPECT_THAT(check(expected, R"({"title":"a","expiry":18446744073709551615})"),
              ElementsAre("Param 'expiry' should be at most 10"));
  EXPECT_THAT(check(expected, R"({"title":"a","expiry":1.5})"),
              ElementsAre("Param 'expiry' should be of type integer"));
  EXPECT_THAT(check(expected, R"({"title":"a","broadcast":{}})"),
              ElementsAre("Param '(root)' doesn't allow key: broadcast"));
  EXPECT_THAT(check(expected, "[]"), ElementsAre("Param '(root)' should be of type object"));
}

TEST(schema, names_nested_values_with_dots) {
  const auto expected =
      object({{"rows", array_of(object({{"email", text({}, &store::check_email)}}), {1, 2})}});
  EXPECT_THAT(check(expected, R"({"rows":[{"email":"a@b.c"},{"email":"nope"}]})"),
              ElementsAre("Param 'rows.1.email' should be a valid email"));
  EXPECT_THAT(check(expected, R"({"rows":[]})"), ElementsAre("Param 'rows' should have at least 1 item"));
  EXPECT_THAT(check(expected, R"({"rows":[{},{},{}]})"),
              ElementsAre("Param 'rows' should have at most 2 items"));
}

TEST(schema, leaves_the_canonical_form) {
  const auto expected = object({{"a", text(), presence::optional},
                                {"b", text(), presence::nullable},
                                {"c", free_object(), presence::optional}});
  auto value = parsed(R"({"a":null,"b":null,"c":{"x":null},"unknown":1})");
  EXPECT_THAT(validate(expected, value), IsEmpty());
  EXPECT_EQ(dump_json(value), R"({"b":null,"c":{"x":null}})");
}

TEST(schema, counts_code_points) {
  const auto expected = text({1, 3});
  json three = "\xf0\x9f\x98\x80\xc3\xa9z";
  EXPECT_THAT(validate(expected, three), IsEmpty());
  json four = "\xf0\x9f\x98\x80\xc3\xa9zz";
  EXPECT_EQ(validate(expected, four).size(), 1u);
}

TEST(schema, bounds_custom_attributes_by_their_compact_size) {
  const auto of_size = [](std::size_t bytes) {
    return R"({ "a": ")" + std::string(bytes - 8, 'x') + R"(" })";
  };
  EXPECT_THAT(check(custom_attributes(), of_size(65'536)), IsEmpty());
  EXPECT_THAT(check(custom_attributes(), of_size(65'537)),
              ElementsAre("Param '(root)' should have at most 65536 bytes"));
  const auto broadcast = R"({"title":"t","recipients":[{"external_id":"u"}],"custom_attributes":)";
  EXPECT_THAT(check(broadcast_rule(), broadcast + of_size(65'537) + '}'),
              ElementsAre("Param 'custom_attributes' should have at most 65536 bytes"));
}

TEST(schema, stops_complaining_at_twenty) {
  const auto expected = array_of(text());
  json value = json::array();
  for (int i = 0; i < 1000; ++i) value.push_back(i);
  EXPECT_EQ(validate(expected, value).size(), 20u);
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
       R"(,"overrides":{"channels":{"email":{"title":"x","action_url":null}},"providers":{"ios":{"aps":{}},"fcm":{}}})"}) {
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

TEST(text_checks, know_a_private_key_by_its_armour) {
  const std::string good = "-----BEGIN PRIVATE KEY-----\nMIGH+/ab\nAgE=\n-----END PRIVATE KEY-----\n";
  EXPECT_FALSE(check_private_key(good));
  EXPECT_FALSE(check_private_key("-----BEGIN PRIVATE KEY-----\nREDACTED\n-----END PRIVATE KEY-----"));
  EXPECT_TRUE(check_private_key("********"));
  EXPECT_TRUE(check_private_key(good + "x"));
  EXPECT_TRUE(check_private_key("-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_private_key("-----BEGIN PRIVATE KEY-----\nab-----END PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_private_key("-----BEGIN PRIVATE KEY-----\nab===\n-----END PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_private_key("-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY-----\n"));
  EXPECT_FALSE(check_pem("-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY-----\n"));
  EXPECT_TRUE(check_pem(""));
  EXPECT_TRUE(check_pem("-----BEGIN "));
}

TEST(text_checks, know_a_uri) {
  for (const auto* good : {"https://a.b/c?d=e#f", "mailto:a@b", "myapp://x", "x:y"})
    EXPECT_FALSE(check_uri(good)) << good;
  for (const auto* bad :
       {"", "a", "://a", "1a:b", "https:", "https://", "https://a b", "https://a\nb", "java script:x"}) {
    EXPECT_TRUE(check_uri(bad)) << bad;
  }
}

TEST(schema, takes_a_whole_number_however_it_is_written) {
  auto value = json::parse("2.0");
  EXPECT_TRUE(validate(integer({1, 10}), value).empty());
  EXPECT_EQ(value.dump(), "2");
}

}  // namespace
}  // namespace carillon::api
