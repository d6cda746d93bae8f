#include "net/redis/redis_inspect.hpp"

#include <gtest/gtest.h>

#include "tests/support/redis_fixture.hpp"

namespace carillon::net {
namespace {

redis_facts sound_facts() {
  redis_facts facts;
  facts.version = "7.4.1";
  facts.major = 7;
  facts.eviction_policy = "noeviction";
  facts.is_appending = true;
  facts.durability = redis_durability::fsync;
  return facts;
}

TEST(parse_redis_info, picks_what_matters) {
  const auto facts = parse_redis_info(
      "# Server\r\nredis_version:7.10.2\r\n\r\n# "
      "Memory\r\nmaxmemory:1048576\r\nmaxmemory_policy:volatile-lru\r\n"
      "# Persistence\r\naof_enabled:1\r\n# Cluster\r\ncluster_enabled:1");
  EXPECT_EQ(facts.version, "7.10.2");
  EXPECT_EQ(facts.major, 7U);
  EXPECT_EQ(facts.minor, 10U);
  EXPECT_EQ(facts.max_memory, 1'048'576U);
  EXPECT_EQ(facts.eviction_policy, "volatile-lru");
  EXPECT_TRUE(facts.is_appending);
  EXPECT_TRUE(facts.is_cluster);
}

TEST(judge_redis, is_content_with_a_durable_redis) {
  const auto facts = judge_redis(sound_facts());
  ASSERT_TRUE(facts);
  EXPECT_TRUE(facts->warnings.empty());
}

TEST(judge_redis, refuses_what_loses_keys_or_is_too_old) {
  auto evicting = sound_facts();
  evicting.eviction_policy = "allkeys-lru";
  EXPECT_EQ(judge_redis(evicting).error().code, errc::configuration);
  auto old = sound_facts();
  old.major = 6;
  EXPECT_EQ(judge_redis(old).error().code, errc::configuration);
  EXPECT_EQ(judge_redis({}).error().code, errc::configuration);
}

TEST(judge_redis, warns_of_what_is_merely_unwise) {
  auto volatile_keys = sound_facts();
  volatile_keys.eviction_policy = "volatile-ttl";
  EXPECT_EQ(judge_redis(volatile_keys)->warnings.size(), 1U);
  for (const auto weak : {redis_durability::memory, redis_durability::everysec, redis_durability::not_told}) {
    auto facts = sound_facts();
    facts.durability = weak;
    EXPECT_EQ(judge_redis(facts)->warnings.size(), 1U) << to_string(weak);
  }
}

class inspect : public ::testing::Test {
 protected:
  result<redis_facts> inspect_server(std::vector<std::string> arguments, const std::string& user = "") {
    test::redis_process server(std::move(arguments));
    asio::io_context context{1};
    auto options = server.options();
    options.username = user;
    if (!user.empty()) options.password = secret("pw");
    const auto client = connect_redis(context, options);
    return test::run(context, inspect_redis(*client));
  }
};

TEST_F(inspect, knows_a_durable_server) {
  const auto facts = inspect_server({});
  ASSERT_TRUE(facts) << facts.error().detail;
  EXPECT_GE(facts->major, 7U);
  EXPECT_EQ(facts->durability, redis_durability::fsync);
  EXPECT_EQ(facts->eviction_policy, "noeviction");
  EXPECT_EQ(facts->has_waitaof, facts->major > 7 || facts->minor >= 2);
}

TEST_F(inspect, tells_weaker_durability_apart) {
  EXPECT_EQ(inspect_server({"--appendfsync", "everysec"})->durability, redis_durability::everysec);
  EXPECT_EQ(inspect_server({"--appendonly", "no"})->durability, redis_durability::memory);
}

TEST_F(inspect, refuses_a_server_that_evicts) {
  const auto facts = inspect_server({"--maxmemory-policy", "allkeys-lru"});
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().code, errc::configuration);
}

TEST_F(inspect, gets_along_without_config) {
  const auto facts =
      inspect_server({"--user", "ann", "on", ">pw", "~*", "+@all", "-config", "-command"}, "ann");
  ASSERT_TRUE(facts) << facts.error().detail;
  EXPECT_EQ(facts->durability, redis_durability::not_told);
  EXPECT_FALSE(facts->has_waitaof);
}

}  // namespace
}  // namespace carillon::net
