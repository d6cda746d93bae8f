#include "net/redis/redis_memory.hpp"

#include "tests/support/redis_fixture.hpp"

namespace carillon::net {
namespace {

TEST(redis_memory, is_read_out_of_what_redis_says_of_itself) {
  const auto read = parse_redis_memory(
      "# Memory\r\nused_memory:1100\r\nused_memory_rss:9000\r\nmaxmemory:2000\r\nmaxmemory_human:2K\r\n"
      "maxmemory_policy:noeviction\r\nmem_not_counted_for_evict:100\r\n");
  EXPECT_EQ(read.used, 1000U);
  EXPECT_EQ(read.limit, 2000U);
  EXPECT_DOUBLE_EQ(read.ratio(), 0.5);
}

TEST(redis_memory, has_no_ratio_without_a_limit) {
  EXPECT_EQ(parse_redis_memory("used_memory:1100\r\nmaxmemory:0\r\n").ratio(), 0);
  EXPECT_EQ(parse_redis_memory("").ratio(), 0);
}

class redis_memory_of_a_server : public test::redis_test {};

TEST_F(redis_memory_of_a_server, is_what_it_refuses_writes_by) {
  EXPECT_EQ(run(measure_redis_memory(client()))->limit, 0U);
  call({"CONFIG", "SET", "maxmemory", "1mb"});
  const auto measured = run(measure_redis_memory(client()));
  call({"CONFIG", "SET", "maxmemory", "0"});
  ASSERT_TRUE(measured);
  EXPECT_EQ(measured->limit, 1U << 20);
  EXPECT_GT(measured->used, 100'000U);
}

}  // namespace
}  // namespace carillon::net
