#include "engine/content/template_cache.hpp"

#include "tests/engine/content/rendered.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

std::string made(template_cache& cache, std::string_view text, channel via) {
  return rendered(*cache.get(text, via), {{"x", "*v*"}}).value();
}

TEST(template_cache, tells_texts_and_channels_apart) {
  template_cache cache;
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(made(cache, "*{{ x }}*", channel::in_app), "<p><em>*v*</em></p>");
    EXPECT_EQ(made(cache, "*{{ x }}*", channel::mobile_push), "*v*");
    EXPECT_EQ(made(cache, "{{ x }}", channel::in_app), "<p>*v*</p>");
  }
}

TEST(template_cache, forgets_the_oldest_and_parses_it_anew) {
  template_cache cache;
  for (int round = 0; round < 2; ++round) {
    for (int number = 0; number < 100; ++number)
      EXPECT_EQ(made(cache, std::to_string(number), channel::sms), std::to_string(number));
  }
  const std::string large(200'000, ' ');
  for (int number = 0; number < 10; ++number)
    EXPECT_TRUE(cache.get(std::to_string(number) + large, channel::sms));
}

TEST(template_cache, says_what_is_wrong_every_time) {
  template_cache cache;
  for (int round = 0; round < 2; ++round) EXPECT_FALSE(cache.get("{% for %}", channel::sms));
}

}  // namespace
}  // namespace carillon::engine
