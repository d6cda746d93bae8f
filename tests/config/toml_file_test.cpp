#include "config/toml_file.hpp"

#include <gtest/gtest.h>

namespace carillon::config {
namespace {

TEST(read_toml, flattens_every_spelling_with_its_line) {
  const auto content = read_toml(R"(data_dir = "x"
redis.url = "redis://a"
[worker]
threads = 3
[providers]
allowed_networks = ["10.0.0.0/8", "fd00::/8"]
[log]
level = 'debug'
)");
  EXPECT_TRUE(content.problems.empty());
  ASSERT_EQ(content.entries.size(), 5u);
  const auto is = [&](std::size_t index, std::string_view key, std::string_view text, std::size_t line) {
    const auto& entry = content.entries[index];
    return entry.key == key && entry.text == text && entry.line == line;
  };
  EXPECT_TRUE(is(0, "data_dir", "x", 1));
  EXPECT_TRUE(is(1, "redis.url", "redis://a", 2));
  EXPECT_TRUE(is(2, "worker.threads", "3", 4));
  EXPECT_TRUE(is(3, "providers.allowed_networks", "10.0.0.0/8,fd00::/8", 6));
  EXPECT_TRUE(is(4, "log.level", "debug", 8));
}

TEST(read_toml, flattens_tables_and_sees_the_one_with_nothing_in_it) {
  const auto content = read_toml("[providers]\norigins = {}\n[log]\n[a.b]\nc = \"x\"\n");
  EXPECT_TRUE(content.problems.empty());
  ASSERT_EQ(content.entries.size(), 2u);
  EXPECT_EQ(content.entries[0].key, "providers.origins");
  EXPECT_EQ(content.entries[0].text, "");
  EXPECT_EQ(content.entries[1].key, "a.b.c");
}

TEST(read_toml, reports_types_we_have_no_use_for) {
  const auto content =
      read_toml("a = 1.5\nb = [1]\nc = 2026-11-23\nd = [\"x,y\"]\ne = [{f = 1}]\ng = \"fine\"\n");
  EXPECT_EQ(content.problems.size(), 5u);
  ASSERT_EQ(content.entries.size(), 1u);
  EXPECT_EQ(content.entries[0].key, "g");
}

TEST(read_toml, says_where_the_syntax_breaks) {
  const auto content = read_toml("a = 1\nb = \n");
  ASSERT_EQ(content.problems.size(), 1u);
  EXPECT_EQ(content.problems[0].line, 2u);
  EXPECT_TRUE(content.problems[0].what.starts_with("not valid TOML: "));
  EXPECT_TRUE(content.entries.empty());
}

TEST(read_toml, takes_an_empty_file) {
  EXPECT_TRUE(read_toml("").entries.empty());
  EXPECT_TRUE(read_toml("# nothing\n").problems.empty());
}

}  // namespace
}  // namespace carillon::config
