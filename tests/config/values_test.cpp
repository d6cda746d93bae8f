#include "config/values.hpp"

#include <gtest/gtest.h>

namespace carillon::config {
namespace {

using std::chrono::milliseconds;

TEST(parse_duration, reads_every_unit_and_sums_of_them) {
  EXPECT_EQ(parse_duration("250ms").value(), milliseconds(250));
  EXPECT_EQ(parse_duration("10s").value(), milliseconds(10'000));
  EXPECT_EQ(parse_duration("5m").value(), milliseconds(300'000));
  EXPECT_EQ(parse_duration("1h30m").value(), milliseconds(5'400'000));
  EXPECT_EQ(parse_duration("3d").value(), milliseconds(259'200'000));
  EXPECT_EQ(parse_duration("0").value(), milliseconds(0));
}

TEST(parse_duration, demands_a_unit_and_nothing_else) {
  for (const auto* text : {"", "10", "s", "10 s", "10S", "1.5s", "-1s", "+1s", "10sec", "1h30", "1hm", "10s ",
                           " 10s", "1e3s", "9999999999999s", "999999999999d", "00"}) {
    EXPECT_TRUE(parse_duration(text).has_error()) << text;
  }
}

TEST(parse_size, reads_binary_units) {
  EXPECT_EQ(parse_size("512B").value(), 512u);
  EXPECT_EQ(parse_size("64KiB").value(), 65'536u);
  EXPECT_EQ(parse_size("12MiB").value(), 12u << 20);
  EXPECT_EQ(parse_size("1TiB").value(), 1ull << 40);
  EXPECT_EQ(parse_size("0").value(), 0u);
}

TEST(parse_size, refuses_all_else) {
  for (const auto* text : {"", "64", "64kb", "64KB", "64 KiB", "1MiB1KiB", "-1B", "1.5MiB", "99999999TiB"}) {
    EXPECT_TRUE(parse_size(text).has_error()) << text;
  }
}

TEST(parse_count, takes_digits_only) {
  EXPECT_EQ(parse_count("42").value(), 42u);
  for (const auto* text : {"", "-1", "+1", "1.0", "0x10", "1 ", "99999999999999999999"}) {
    EXPECT_TRUE(parse_count(text).has_error()) << text;
  }
}

TEST(assign, keeps_the_bounds_and_says_them) {
  milliseconds duration{5};
  EXPECT_EQ(assign(duration, "2s", {.least = 10, .greatest = 1000}).error().detail, "must be at most 1s");
  EXPECT_EQ(assign(duration, "2ms", {.least = 10, .greatest = 1000}).error().detail, "must be at least 10ms");
  EXPECT_EQ(duration, milliseconds(5));
  EXPECT_TRUE(assign(duration, "10ms", {.least = 10, .greatest = 1000}).has_value());
  unsigned count = 0;
  EXPECT_TRUE(assign(count, "4294967296", {}).has_error());
  EXPECT_TRUE(assign(count, "4294967295", {}).has_value());
  std::size_t size = 0;
  EXPECT_EQ(assign(size, "2GiB", {.greatest = 1 << 30}).error().detail, "must be at most 1GiB");
}

TEST(assign, splits_lists_at_commas) {
  std::vector<std::string> list{"old"};
  EXPECT_TRUE(assign(list, " a, b ,c", {}).has_value());
  EXPECT_EQ(list, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(assign(list, "a,,b", {}).has_error());
  EXPECT_TRUE(assign(list, "", {}).has_value());
  EXPECT_TRUE(list.empty());
}

TEST(assign, adds_named_texts_to_those_there_are) {
  named_texts texts{{"a", "1"}, {"b", "2"}};
  EXPECT_TRUE(assign(texts, "b=3, c_4=https://x?y=z", {}).has_value());
  EXPECT_EQ(texts, (named_texts{{"a", "1"}, {"b", "3"}, {"c_4", "https://x?y=z"}}));
  EXPECT_EQ(show(texts), "a=1,b=3,c_4=https://x?y=z");
  for (const auto* wrong : {"a", "=1", "A=1", "a.b=1", "a=1,,b=2"})
    EXPECT_TRUE(assign(texts, wrong, {}).has_error()) << wrong;
  EXPECT_EQ(texts.size(), 3U);
}

TEST(assign, knows_levels_and_formats_by_name) {
  auto level = log::level::info;
  EXPECT_TRUE(assign(level, "debug", {}).has_value());
  EXPECT_EQ(level, log::level::debug);
  EXPECT_EQ(assign(level, "loud", {}).error().detail, "must be one of debug, info, warn, error");
  auto format = log::format::text;
  EXPECT_TRUE(assign(format, "auto", {}).has_value());
  EXPECT_EQ(format, log::format::automatic);
}

TEST(show, writes_what_assign_reads) {
  for (const auto* text : {"250ms", "10s", "90m", "36h", "3d", "0"})
    EXPECT_EQ(show(parse_duration(text).value()), text);
  for (const auto* text : {"1000B", "64KiB", "12MiB", "0"}) EXPECT_EQ(show(parse_size(text).value()), text);
  EXPECT_EQ(show(std::vector<std::string>{"a", "b"}), "a,b");
  EXPECT_EQ(show(log::level::warn), "warn");
  EXPECT_EQ(show(log::format::automatic), "auto");
}

TEST(show, hides_secrets) {
  EXPECT_EQ(show(secret("hunter2")), "***");
  EXPECT_EQ(show(secret()), "");
}

}  // namespace
}  // namespace carillon::config
