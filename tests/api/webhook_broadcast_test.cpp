#include "api/webhook_broadcast.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

const json variables = {
    {"type", "push"}, {"id", "1"}, {"description", "d"}, {"payload", {{"user", {{"id", 7}}}}}};

TEST(webhook_broadcast, renders_every_text_and_those_within_recipients) {
  const json mapping = {
      {"title", "{{ type }} {{ payload.user.id }}"},
      {"topic", "t"},
      {"recipients", {{{"external_id", "u-{{ payload.user.id }}"}}, {{"topic", {{"subscribers", true}}}}}}};
  const auto body = broadcast_from(mapping, variables);
  ASSERT_TRUE(body && *body);
  EXPECT_EQ(**body, json::parse(R"({"title":"push 7","topic":"t",
      "recipients":[{"external_id":"u-7"},{"topic":{"subscribers":true}}]})"));
}

TEST(webhook_broadcast, is_none_when_its_condition_does_not_hold) {
  json mapping = {{"when", "type == 'push'"}, {"title", "x"}, {"recipients", {{{"external_id", "u"}}}}};
  EXPECT_TRUE(broadcast_from(mapping, variables)->has_value());
  mapping["when"] = "type == 'pull'";
  EXPECT_FALSE(broadcast_from(mapping, variables)->has_value());
}

TEST(webhook_broadcast, content_of_a_payload_is_never_taken_for_a_template) {
  const json mapping = {{"title", "{{ payload.x }}"}, {"recipients", {{{"external_id", "u"}}}}};
  const auto body = broadcast_from(mapping, {{"payload", {{"x", "{{ payload }}"}}}});
  EXPECT_EQ((**body)["title"], "{{ payload }}");
}

complaints check(json mapping) {
  static const rule expected = webhook_broadcast_rule();
  return validate(expected, mapping);
}

TEST(webhook_broadcast_rule, names_templates_that_do_not_parse) {
  const json good = {{"title", "x"}, {"recipients", {{{"external_id", "u"}}}}};
  EXPECT_TRUE(check(good).empty());
  const auto named = [&](const char* pointer, const json& value) {
    auto changed = good;
    changed[json::json_pointer(pointer)] = value;
    const auto found = check(changed);
    return found.empty() ? std::string() : found.front().substr(0, found.front().find('\'', 7) + 1);
  };
  EXPECT_EQ(named("/title", "{{"), "Param 'title'");
  EXPECT_EQ(named("/content", "{% nonsense %}"), "Param 'content'");
  EXPECT_EQ(named("/when", "{% if %}"), "Param 'when'");
  EXPECT_EQ(named("/recipients/0/external_id", "{{"), "Param 'recipients.0.external_id'");
  EXPECT_EQ(named("/recipients", json::array()), "Param 'recipients'");
  EXPECT_EQ(named("/other", 1), "Param '(root)'");
  EXPECT_EQ(named("/action_url", " JavaScript:{{ payload.x }}"), "Param 'action_url'");
  EXPECT_EQ(named("/action_url", "{{ payload.url }}"), "");
}

}  // namespace
}  // namespace carillon::api
