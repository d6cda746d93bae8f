#include "engine/content/content_choice.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

const json plain = {{"title", "t"}, {"content", "c"}, {"action_url", "https://a.example"}};

TEST(content_choice, is_what_the_broadcast_says_when_nothing_else_is_there) {
  const auto words = choose_words(plain, channel::in_app);
  EXPECT_EQ(words.title, "t");
  EXPECT_EQ(words.content, "c");
  EXPECT_EQ(words.action_url, "https://a.example");
}

TEST(content_choice, prefers_a_template_to_the_broadcast_for_the_content_alone) {
  const auto words = choose_words(plain, channel::in_app, "made");
  EXPECT_EQ(words.title, "t");
  EXPECT_EQ(words.content, "made");
  EXPECT_TRUE(is_open_to_template(plain, channel::in_app));
}

TEST(content_choice, prefers_the_channels_override_to_everything) {
  auto body = plain;
  body["overrides"]["channels"]["in_app"] = {{"title", "T"}, {"content", "C"}, {"action_url", nullptr}};
  const auto words = choose_words(body, channel::in_app, "made");
  EXPECT_EQ(words.title, "T");
  EXPECT_EQ(words.content, "C");
  EXPECT_EQ(words.action_url, "https://a.example");
  EXPECT_FALSE(is_open_to_template(body, channel::in_app));
  EXPECT_TRUE(is_open_to_template(body, channel::mobile_push));
  EXPECT_EQ(choose_words(body, channel::mobile_push, "made").content, "made");
}

TEST(content_choice, leaves_out_an_address_that_would_run) {
  auto body = plain;
  body["overrides"]["channels"]["in_app"] = {{"action_url", " JavaScript:alert(1)"}};
  EXPECT_FALSE(choose_words(body, channel::in_app).action_url);
  EXPECT_EQ(choose_words(body, channel::mobile_push).action_url, "https://a.example");
}

TEST(content_choice, leaves_out_what_nobody_says) {
  const json body = {{"title", "t"}, {"content", nullptr}, {"overrides", {{"channels", {{"in_app", 3}}}}}};
  const auto words = choose_words(body, channel::in_app);
  EXPECT_FALSE(words.content);
  EXPECT_FALSE(words.action_url);
}

TEST(content_choice, knows_a_provider_by_its_older_name_too) {
  json body = {{"overrides", {{"providers", {{"ios", 1}, {"android", 2}, {"fcm", 3}}}}}};
  EXPECT_EQ(provider_override(body, provider::apns), 1);
  EXPECT_EQ(provider_override(body, provider::fcm), 3);
  EXPECT_TRUE(provider_override(body, provider::expo).is_null());
  EXPECT_TRUE(provider_override(plain, provider::apns).is_null());
}

}  // namespace
}  // namespace carillon::engine
