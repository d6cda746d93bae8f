#include "engine/content/channel_template.hpp"

#include <gtest/gtest.h>

#include "engine/content/render_pot.hpp"
#include "tests/engine/content/rendered.hpp"

namespace carillon::engine {
namespace {

std::string made(std::string_view text, channel via, const json& variables) {
  return rendered(*channel_template::parse(text, via), variables).value();
}

TEST(channel_template, makes_of_its_markdown_what_the_channel_shows) {
  const json variables = {{"x", "<b> *c*"}};
  for (const auto via : {channel::in_app, channel::email})
    EXPECT_EQ(made("**{{ x }}** d", via, variables), "<p><strong>&lt;b&gt; *c*</strong> d</p>");
  for (const auto via : {channel::mobile_push, channel::web_push, channel::sms})
    EXPECT_EQ(made("**{{ x }}** d", via, variables), "<b> *c* d");
  EXPECT_EQ(made("**{{ x }}** d", channel::slack, {{"x", "<b> c"}}), "*&lt;b&gt; c* d");
  EXPECT_EQ(made("**{{ x }}** d", channel::teams, variables), "**\\<b> \\*c\\*** d");
}

TEST(channel_template, pays_for_its_markdown) {
  const auto parsed = channel_template::parse("{{ x }}", channel::in_app);
  const json variables = {{"x", std::string(10'000, 'a')}};
  liquid::budget purse;
  ASSERT_TRUE(parsed->render(variables, purse));
  EXPECT_GT(purse.work_done(), 80'000U);
  liquid::budget poor({.max_work = 50'000});
  const auto refused = parsed->render(variables, poor);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::too_large);
}

TEST(render_pot, is_emptied_by_all_renders_together) {
  const auto parsed = channel_template::parse("{{ x }}", channel::in_app);
  const json variables = {{"x", std::string(10'000, 'a')}};
  render_pot pot(1'000'000);
  int rendered = 0;
  while (rendered < 100 && pot.render(*parsed, variables)) ++rendered;
  EXPECT_GT(rendered, 1);
  EXPECT_LT(rendered, 100);
  const auto refused = pot.render(*parsed, {{"x", "a"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::too_large);
}

}  // namespace
}  // namespace carillon::engine
