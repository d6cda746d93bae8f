#include "net/redis/redis_endpoint.hpp"

#include <gtest/gtest.h>

#include "net/redis/redis.hpp"

namespace carillon::net {
namespace {

using transport = redis_endpoint::transport;

TEST(redis_endpoint, reads_the_parts_of_a_tcp_url) {
  const auto endpoint = redis_endpoint::parse("redis://ann:p%40ss:w@redis.example:6380/3");
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->kind, transport::tcp);
  EXPECT_EQ(endpoint->username, "ann");
  EXPECT_EQ(endpoint->password.reveal(), "p@ss:w");
  EXPECT_EQ(endpoint->host, "redis.example");
  EXPECT_EQ(endpoint->port, 6380);
  EXPECT_EQ(endpoint->database, 3U);
}

TEST(redis_endpoint, fills_in_what_is_left_out) {
  const auto endpoint = redis_endpoint::parse("rediss://:secret@10.0.0.1");
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->kind, transport::tls);
  EXPECT_EQ(endpoint->username, "");
  EXPECT_EQ(endpoint->port, 6379);
  EXPECT_EQ(endpoint->database, 0U);
}

TEST(redis_endpoint, reads_ipv6_and_unix_sockets) {
  const auto ipv6 = redis_endpoint::parse("redis://[::1]:7000");
  ASSERT_TRUE(ipv6);
  EXPECT_EQ(ipv6->host, "::1");
  EXPECT_EQ(ipv6->to_url(), "redis://[::1]:7000");
  const auto local = redis_endpoint::parse("unix:///run/redis.sock?db=2");
  ASSERT_TRUE(local);
  EXPECT_EQ(local->kind, transport::unix_socket);
  EXPECT_EQ(local->host, "/run/redis.sock");
  EXPECT_EQ(local->database, 2U);
  EXPECT_EQ(local->to_url(), "unix:///run/redis.sock?db=2");
}

TEST(redis_endpoint, refuses_odd_urls_without_echoing_them) {
  const std::vector<std::string> odd = {
      "",
      "http://hunter2@h",
      "redis://",
      "redis://hunter2@h",
      "redis://:hunter2@",
      "redis://:hunter2@h:0",
      "redis://:hunter2@h:65536",
      "redis://:hunter2@h:x",
      "redis://:hunter2@h:1:2",
      "redis://:hunter2@[::1",
      "redis://:hunter2@[::1]7",
      "redis://:hunter2@h/x",
      "redis://:hunter2@h/1/2",
      "redis://:hunter2@h?db=1",
      "redis://:hunter2%@h",
      "redis://:hunter2@a,b",
      "unix://run/hunter2",
      "unix:///hunter2?x=1",
      "unix:///hunter2/" + std::string(100, 'x'),
  };
  for (const auto& url : odd) {
    const auto endpoint = redis_endpoint::parse(url);
    ASSERT_FALSE(endpoint) << url;
    EXPECT_EQ(endpoint.error().code, errc::configuration) << url;
    EXPECT_EQ(endpoint.error().detail.find("hunter2"), std::string::npos) << url;
  }
}

TEST(parse_redis_url, moves_the_password_out_of_the_url) {
  const auto options = parse_redis_url("rediss://ann:hunter2@h:1/4");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->url, "rediss://h:1/4");
  EXPECT_EQ(options->username, "ann");
  EXPECT_EQ(options->password.reveal(), "hunter2");
}

}  // namespace
}  // namespace carillon::net
