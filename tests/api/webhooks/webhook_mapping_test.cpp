#include "api/webhooks/webhook_mapping.hpp"

#include <gtest/gtest.h>

#include "api/schema.hpp"

namespace carillon::api {
namespace {

const json variables = {
    {"type", "push"},
    {"id", "1"},
    {"description", "d"},
    {"payload", {{"user", {{"id", 7}}}, {"assignee", nullptr}, {"long", std::string(3000, 'x')}}}};

mapped_broadcast mapped(const json& mapping, const json& with = variables) {
  auto made = broadcast_from(mapping, with);
  EXPECT_TRUE(made && *made) << (made ? "no broadcast" : made.error().detail);
  return made && *made ? std::move(**made) : mapped_broadcast();
}

json to(json recipients) {
  return {{"title", "t"}, {"recipients", std::move(recipients)}};
}

TEST(webhook_mapping, renders_every_text_and_those_within_recipients) {
  const json mapping = {
      {"title", "{{ type }} {{ payload.user.id }}"},
      {"topic", "t"},
      {"recipients", {{{"external_id", "u-{{ payload.user.id }}"}}, {{"topic", {{"subscribers", true}}}}}}};
  const auto made = mapped(mapping);
  EXPECT_EQ(made.body, json::parse(R"({"title":"push 7","topic":"t",
      "recipients":[{"external_id":"u-7"},{"topic":{"subscribers":true}}]})"));
  EXPECT_TRUE(made.left_out.empty());
}

TEST(webhook_mapping, is_none_when_its_condition_does_not_hold) {
  json mapping = {{"when", "type == 'push'"}, {"title", "x"}, {"recipients", {{{"external_id", "u"}}}}};
  EXPECT_TRUE(broadcast_from(mapping, variables)->has_value());
  mapping["when"] = "type == 'pull'";
  EXPECT_FALSE(broadcast_from(mapping, variables)->has_value());
}

TEST(webhook_mapping, content_of_a_payload_is_never_taken_for_a_template) {
  const json mapping = {{"title", "{{ payload.x }}"}, {"recipients", {{{"external_id", "u"}}}}};
  EXPECT_EQ(mapped(mapping, {{"payload", {{"x", "{{ payload }}"}}}}).body["title"], "{{ payload }}");
}

TEST(webhook_mapping, leaves_out_by_name_who_renders_to_nothing_and_tells_the_rest) {
  const auto made =
      mapped(to({{{"external_id", "{{ payload.user.id }}"}},
                 {{"external_id", "{{ payload.assignee.login }}"}},
                 {{"external_id", "github-{{ payload.nowhere }}"}},
                 {{"email", "{% if payload.assignee %}x@y.z{% endif %}"}},
                 {{"external_id", " \n"}},
                 {{"email", "no address"}},
                 {{"topic", {{"subscribers", true}}}},
                 {{"external_id", "\n  {{ payload.user.id }}-b\n"}, {"email", "{{ payload.nowhere }}"}}}));
  EXPECT_EQ(made.body["recipients"], json::parse(R"([{"external_id":"7"},{"external_id":"7-b"}])"));
  ASSERT_EQ(made.left_out.size(), 6U);
  EXPECT_EQ(made.left_out[0]["param"], "recipients.1");
  EXPECT_EQ(made.left_out[0]["template"], "{{ payload.assignee.login }}");
  EXPECT_EQ(made.left_out[0]["reason"], "Param 'recipients.1' should have an email or an external_id");
  EXPECT_EQ(made.left_out[5]["param"], "recipients.6");
}

TEST(webhook_mapping, tells_whom_a_tag_names_where_no_value_is) {
  const auto made =
      mapped(to({{{"external_id",
                   "{% if payload.assignee %}{{ payload.assignee.login }}{% else %}triage{% endif %}"}}}));
  EXPECT_EQ(made.body["recipients"][0]["external_id"], "triage");
}

TEST(webhook_mapping, is_an_error_when_nobody_is_left) {
  const auto made = broadcast_from(to({{{"external_id", "{{ payload.assignee.login }}"}}}), variables);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().detail, "no recipient is left");
}

TEST(webhook_mapping, tells_of_twenty_that_were_left_out_and_counts_the_rest) {
  auto recipients = json::array({{{"external_id", "u"}}});
  for (int i = 0; i < 500; ++i) recipients.push_back({{"external_id", "{{ payload.nowhere }}"}});
  for (int i = 0; i < 400; ++i) recipients.push_back({{"topic", {{"subscribers", true}}}});
  const auto made = mapped(to(recipients));
  EXPECT_EQ(made.body["recipients"].size(), 1U);
  ASSERT_EQ(made.left_out.size(), 21U);
  EXPECT_EQ(made.left_out.back(), json({{"param", "recipients"}, {"reason", "880 more are left out"}}));
}

TEST(webhook_mapping, cuts_machine_made_texts_at_the_limit) {
  auto mapping = to({{{"external_id", "u"}, {"first_name", "{{ payload.long }}"}}});
  mapping["title"] = "{{ payload.long }}";
  mapping["content"] = "{{ payload.long }}";
  mapping["category"] = "{{ payload.long }}";
  const auto made = mapped(mapping).body;
  EXPECT_EQ(made["title"], std::string(254, 'x') + "…");
  EXPECT_EQ(made["content"], std::string(3000, 'x'));
  EXPECT_EQ(made["category"], std::string(252, 'x') + "...");
  EXPECT_LE(made["recipients"][0]["first_name"].get<std::string>().size(), 255U);
  EXPECT_TRUE(made["recipients"][0]["first_name"].get<std::string>().ends_with("…"));
}

TEST(webhook_mapping, leaves_out_by_name_what_a_broadcast_can_do_without) {
  auto mapping = to({{{"external_id", "u"}}});
  mapping["action_url"] = "https://x/{{ payload.long }}";
  mapping["category"] = "two words";
  mapping["topic"] = "{{ payload.long }}";
  const auto made = mapped(mapping);
  EXPECT_EQ(made.body, to({{{"external_id", "u"}}}));
  ASSERT_EQ(made.left_out.size(), 3U);
  EXPECT_EQ(made.left_out[0]["param"], "action_url");
  EXPECT_EQ(made.left_out[1]["param"], "category");
  EXPECT_EQ(made.left_out[2]["param"], "topic");
}

TEST(webhook_mapping, is_rendered_on_one_budget_however_many_texts_it_has) {
  // 63 KB of markup each, as one hostile mapping had it two hundred times.
  const json heavy = {{"payload", {{"html", std::string(63'000, '<')}}}};
  std::string source;
  for (int i = 0; i < 60; ++i) source += "{{ payload.html | strip_html | size }}";
  auto recipients = json::array();
  for (int i = 0; i < 200; ++i) recipients.push_back({{"external_id", source}});
  const auto made = broadcast_from(to(recipients), heavy);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, errc::too_large);
}

}  // namespace
}  // namespace carillon::api
