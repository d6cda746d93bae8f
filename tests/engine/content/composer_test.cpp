#include "engine/content/composer.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

const json plain = {{"title", "Hello *you*"},
                    {"content", "See [this](https://a.example)"},
                    {"action_url", "https://a.example/_x_"},
                    {"category", "news"},
                    {"topic", "a.b"},
                    {"custom_attributes", {{"k", 1}}}};

TEST(composer, hands_over_what_the_broadcast_says) {
  const auto message = compose_message(plain, {}, {provider::apns}, 42);
  EXPECT_EQ(message.title, "Hello *you*");
  EXPECT_EQ(message.content, "See [this](https://a.example)");
  EXPECT_EQ(message.action_url, "https://a.example/_x_");
  EXPECT_EQ(message.category, "news");
  EXPECT_EQ(message.topic, "a.b");
  EXPECT_EQ(message.custom_attributes, json({{"k", 1}}));
  EXPECT_EQ(message.expires_at_unix, 42);
  EXPECT_TRUE(message.provider_override.is_null());
}

TEST(composer, prefers_what_the_channel_overrides) {
  auto body = plain;
  body["overrides"]["channels"]["mobile_push"] = {{"title", "Short"}, {"action_url", nullptr}};
  body["overrides"]["channels"]["email"] = {{"title", "Long"}};
  const auto message = compose_message(body, {}, {provider::apns}, 0);
  EXPECT_EQ(message.title, "Short");
  EXPECT_EQ(message.content, "See [this](https://a.example)");
  EXPECT_EQ(message.action_url, "https://a.example/_x_");
}

TEST(composer, passes_on_the_override_of_its_provider) {
  auto body = plain;
  body["overrides"]["providers"] = {{"apns", {{"aps", {{"mutable-content", 1}}}}},
                                    {"fcm", {{"android", {{"ttl", "1s"}}}}}};
  EXPECT_EQ(compose_message(body, {}, {provider::apns}, 0).provider_override["aps"]["mutable-content"], 1);
  EXPECT_EQ(compose_message(body, {}, {provider::fcm}, 0).provider_override["android"]["ttl"], "1s");
}

TEST(composer, knows_the_old_names_of_the_providers) {
  auto body = plain;
  body["overrides"]["providers"] = {{"ios", {{"a", 1}}}, {"android", {{"b", 2}}}};
  EXPECT_EQ(compose_message(body, {}, {provider::apns}, 0).provider_override, json({{"a", 1}}));
  EXPECT_EQ(compose_message(body, {}, {provider::fcm}, 0).provider_override, json({{"b", 2}}));
}

TEST(composer, says_what_the_template_made_of_it) {
  EXPECT_EQ(compose_message(plain, "*Made*", {provider::apns}, 0).content, "*Made*");
}

TEST(composer, takes_the_words_of_a_broadcast_for_no_markup) {
  for (const char* words : {"2*3*4=24",
                            "# 1 in the charts",
                            "[JIRA-12](fixed) now",
                            "a_b_c",
                            "_a_",
                            "<3",
                            "&amp;",
                            "&lt;b&gt;",
                            "1. x",
                            "- x",
                            "> x",
                            "`code`",
                            "```\nx\n```",
                            "\\*a\\*",
                            "C:\\new",
                            "trailing  ",
                            "two  \nlines\n\n",
                            "~~a~~",
                            "  x",
                            "***",
                            "---",
                            "![a](b)",
                            "<https://a.example>"}) {
    for (const auto via : {provider::apns, provider::fcm}) {
      const auto message = compose_message({{"title", words}, {"content", words}}, {}, {via}, 0);
      EXPECT_EQ(message.title, words);
      EXPECT_EQ(message.content, words);
      const json body = {
          {"title", "t"},
          {"overrides", {{"channels", {{"mobile_push", {{"title", words}, {"content", words}}}}}}}};
      EXPECT_EQ(compose_message(body, {}, {via}, 0).title, words);
      EXPECT_EQ(compose_message(body, {}, {via}, 0).content, words);
    }
  }
}

TEST(composer, drops_addresses_that_would_run) {
  auto body = plain;
  body["action_url"] = "java\tscript:alert(1)";
  body["custom_attributes"] = {{"k", 1}, {"action_url", "javascript:1"}, {"action-url", "data:x"}};
  const auto message = compose_message(body, {}, {provider::fcm}, 0);
  EXPECT_EQ(message.action_url, "");
  EXPECT_EQ(message.custom_attributes, json({{"k", 1}}));
}

TEST(composer, copies_neither_an_override_nor_a_content_that_cannot_be_sent) {
  auto body = plain;
  body["content"] = std::string(1'000'000, 'x');
  body["overrides"]["providers"] = {{"apns", {{"apns-collapse-id", std::string(1'000'000, 'x')}}}};
  const auto message = compose_message(body, {}, {provider::apns}, 0);
  EXPECT_LE(message.content.size(), 16U * 1024);
  EXPECT_TRUE(message.provider_override.is_null());
  ASSERT_TRUE(message.broken_override);
  EXPECT_EQ(message.broken_override->what, "should have at most 16384 bytes");
}

TEST(composer, survives_members_of_other_types) {
  const json odd = {
      {"title", "T"}, {"content", nullptr}, {"overrides", {{"channels", 3}, {"providers", nullptr}}}};
  const auto message = compose_message(odd, {}, {provider::fcm}, 0);
  EXPECT_EQ(message.title, "T");
  EXPECT_EQ(message.content, "");
}

TEST(composer, puts_what_a_template_made_for_email_where_html_stands) {
  const message_kind mail{provider::ses, channel::email};
  const auto made = compose_message(plain, "<p>Made</p>", mail, 0);
  EXPECT_EQ(made.html, "<p>Made</p>");
  EXPECT_EQ(made.content, "");
  auto body = plain;
  body["overrides"]["channels"]["email"] = {{"content", "own"}};
  const auto own = compose_message(body, "<p>Made</p>", mail, 0);
  EXPECT_EQ(own.content, "own");
  EXPECT_EQ(own.html, "");
  EXPECT_EQ(own.overrides, body["overrides"]);
}

}  // namespace
}  // namespace carillon::engine
