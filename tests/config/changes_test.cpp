#include "config/changes.hpp"

#include <gtest/gtest.h>

namespace carillon::config {
namespace {

TEST(changes, are_none_between_equal_settings) {
  EXPECT_TRUE(changes(settings{}, settings{}).empty());
}

TEST(changes, name_the_key_and_both_values) {
  settings after;
  after.log.level = log::level::debug;
  after.retention.events = std::chrono::hours(48);
  const auto found = changes(settings{}, after);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].which->name, "retention.events");
  EXPECT_EQ(found[0].before, "30d");
  EXPECT_EQ(found[0].after, "2d");
  EXPECT_EQ(found[1].which->name, "log.level");
  EXPECT_EQ(found[1].which->applies, reload::hot);
}

TEST(changes, of_secrets_are_seen_and_not_shown) {
  settings before;
  settings after;
  before.redis.password = secret("old sesame");
  after.redis.password = secret("new sesame");
  after.redis.url = "redis://user:sesame@host";
  const auto found = changes(before, after);
  ASSERT_EQ(found.size(), 2U);
  for (const auto& each : found) {
    EXPECT_EQ(each.before.find("sesame"), std::string::npos) << each.which->name;
    EXPECT_EQ(each.after.find("sesame"), std::string::npos) << each.which->name;
  }
}

TEST(adopt_hot, takes_over_what_may_change_while_the_process_runs) {
  settings in_force;
  settings wanted;
  wanted.log.level = log::level::debug;
  wanted.retry.max_age = std::chrono::hours(1);
  wanted.api.public_url = "https://push.example";
  wanted.worker.threads = 7;
  wanted.redis.password = secret("new sesame");
  adopt_hot(in_force, wanted);
  EXPECT_EQ(in_force.log.level, log::level::debug);
  EXPECT_EQ(in_force.retry.max_age, std::chrono::hours(1));
  EXPECT_EQ(in_force.api.public_url, "https://push.example");
  EXPECT_EQ(in_force.worker.threads, settings{}.worker.threads);
  const auto left = changes(in_force, wanted);
  ASSERT_EQ(left.size(), 2U);
  for (const auto& each : left) EXPECT_EQ(each.which->applies, reload::restart) << each.which->name;
}

}  // namespace
}  // namespace carillon::config
