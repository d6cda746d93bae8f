#include "app/unknown_words.hpp"

#include <gtest/gtest.h>

namespace carillon::app {
namespace {

using words = std::vector<std::string>;

TEST(unknown_words, names_mistyped_commands_and_options) {
  EXPECT_EQ(without_values({"sevre", "--jsno"}), (words{"sevre", "--jsno"}));
}

TEST(unknown_words, hides_the_value_of_an_option_in_either_spelling) {
  EXPECT_EQ(without_values({"--redis.pasword", "hunter2", "serve"}),
            (words{"--redis.pasword", "***", "serve"}));
  EXPECT_EQ(without_values({"--redis.pasword=hunter2", "serve"}), (words{"--redis.pasword", "serve"}));
}

TEST(unknown_words, hides_urls_wherever_they_stand) {
  EXPECT_EQ(without_values({"redis://:hunter2@host"}), (words{"***"}));
}

}  // namespace
}  // namespace carillon::app
