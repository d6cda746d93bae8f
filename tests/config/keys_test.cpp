#include "config/keys.hpp"

#include <gtest/gtest.h>

#include <set>

namespace carillon::config {
namespace {

TEST(keys, have_unique_names_and_a_help) {
  std::set<std::string_view> names;
  for (const auto& entry : all_keys()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(entry.help.ends_with('.')) << entry.name;
    EXPECT_FALSE(help_of_section(section_of(entry)).empty()) << entry.name;
  }
}

TEST(keys, stand_together_by_section) {
  std::set<std::string_view> closed;
  std::string_view current = "none yet";
  for (const auto& entry : all_keys()) {
    if (section_of(entry) == current) continue;
    EXPECT_TRUE(closed.insert(section_of(entry)).second) << entry.name;
    current = section_of(entry);
  }
}

TEST(keys, take_their_own_defaults) {
  for (const auto& entry : all_keys()) {
    settings values;
    const auto written = entry.at.show(values);
    const auto done = set(values, entry, written);
    EXPECT_TRUE(done.has_value()) << entry.name << " refuses its default " << written;
    EXPECT_EQ(entry.at.show(values), written);
  }
}

TEST(keys, each_lead_to_a_member_of_their_own) {
  // Sets every key to something else and looks whether any other key has changed.
  for (const auto& entry : all_keys()) {
    settings values;
    for (const auto* text : {"47", "47s", "47ms", "redis://host", "47KiB", "https://other.example", "debug",
                             "json", "memory", "allowed", "refuse", "10.0.0.0/8", "host:47", "192.0.2.53",
                             "name=https://other.example", "name=47", "7"}) {
      if (set(values, entry, text)) break;
    }
    EXPECT_NE(entry.at.show(values), entry.at.show(settings{})) << entry.name;
    for (const auto& other : all_keys()) {
      if (other.name != entry.name)
        EXPECT_EQ(other.at.show(values), other.at.show(settings{})) << entry.name << ' ' << other.name;
    }
  }
}

TEST(keys, are_suggested_when_nearly_spelt) {
  EXPECT_EQ(nearest_key("redis.urll"), "redis.url");
  EXPECT_EQ(nearest_key("redis_url"), "redis.url");
  EXPECT_EQ(nearest_key("worker.leese"), "worker.lease");
  EXPECT_EQ(nearest_key("zzzzzz"), "");
  EXPECT_EQ(nearest_key(""), "");
}

TEST(keys, refuse_values_outside_their_choices) {
  settings values;
  EXPECT_TRUE(set(values, *find_key("redis.durability"), "replica+fsync").has_value());
  EXPECT_EQ(values.redis.durability, "replica+fsync");
  EXPECT_TRUE(set(values, *find_key("redis.durability"), "replica,fsync").has_error());
  EXPECT_TRUE(set(values, *find_key("redis.durability"), "").has_error());
}

TEST(keys, show_no_password) {
  settings values;
  values.redis.password = secret("SECRETCANARY");
  values.redis.url = "redis://user:SECRETCANARY@host:6379/1";
  EXPECT_EQ(show_redacted(values, *find_key("redis.password")), "***");
  EXPECT_EQ(show_redacted(values, *find_key("redis.url")), "redis://user:***@host:6379/1");
  values.redis.url = "redis://:SECRET@CANARY:x@host";
  EXPECT_EQ(show_redacted(values, *find_key("redis.url")), "redis://:***@host");
  values.redis.url = "redis://host:6379/1";
  EXPECT_EQ(show_redacted(values, *find_key("redis.url")), "redis://host:6379/1");
}

}  // namespace
}  // namespace carillon::config
