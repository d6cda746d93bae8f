#include "config/checks.hpp"

#include <gtest/gtest.h>

namespace carillon::config {
namespace {

TEST(check_listen, takes_host_and_port) {
  for (const auto* text : {"127.0.0.1:8080", "localhost:0", "[::1]:65535", "0.0.0.0:1"}) {
    EXPECT_TRUE(check_listen(text).has_value()) << text;
  }
  for (const auto* text : {"", "8080", ":8080", "host:", "host:65536", "host:-1", "::1:80", "[::1:80",
                           "[zz]:80", "a b:80", "http://host:80", "host:80x"}) {
    EXPECT_TRUE(check_listen(text).has_error()) << text;
  }
  EXPECT_TRUE(check_optional_listen("").has_value());
  EXPECT_TRUE(check_optional_listen("x").has_error());
}

TEST(check_http_url, takes_an_origin_with_a_path_at_most) {
  for (const auto* text : {"https://host", "http://127.0.0.1:9000", "https://host/base/path"}) {
    EXPECT_TRUE(check_http_url(text).has_value()) << text;
  }
  for (const auto* text : {"", "host", "ftp://host", "https://", "https:///path", "https://user@host",
                           "https://host?x", "https://host#x", "https://ho st"}) {
    EXPECT_TRUE(check_http_url(text).has_error()) << text;
  }
  EXPECT_TRUE(check_optional_http_url("").has_value());
}

TEST(check_redis_url, takes_the_three_schemes_or_nothing) {
  for (const auto* text :
       {"", "redis://host", "redis://user:pass@host:6379/2", "rediss://:p@host", "unix:///run/redis.sock"}) {
    EXPECT_TRUE(check_redis_url(text).has_value()) << text;
  }
  for (const auto* text : {"host:6379", "redis://", "redis://user:pass@", "unix://path", "redis://u:a/b@host",
                           "redis://pass@host", "redis://host:0", "redis://host/x", "unix:///",
                           "unix:///s?password=x", "http://host", "redis://ho st"}) {
    EXPECT_TRUE(check_redis_url(text).has_error()) << text;
  }
}

TEST(check_networks, takes_cidr_blocks) {
  for (const auto* text : {"", "127.0.0.0/8", "10.0.0.0/8, fd00::/8", "::/0"})
    EXPECT_TRUE(check_networks(text).has_value()) << text;
  for (const auto* text :
       {"127.0.0.1", "10.0.0.0/33", "fd00::/129", "host/8", "10.0.0.0/", "10.0.0/8", "127.0.0.0/8,x"}) {
    EXPECT_TRUE(check_networks(text).has_error()) << text;
  }
}

TEST(check_name_servers, takes_addresses_with_or_without_a_port) {
  for (const auto* text : {"", "192.0.2.53", "192.0.2.53:5353, [2001:db8::53]:53", "2001:db8::53"})
    EXPECT_TRUE(check_name_servers(text).has_value()) << text;
  for (const auto* text : {"dns.example", "dns.example:53", "192.0.2.53:0", "192.0.2.53:65536",
                           "192.0.2.53:", "::1:x", "[::1", "[::1]", "[192.0.2.53]:53", "192.0.2.53;1.1.1.1"})
    EXPECT_TRUE(check_name_servers(text).has_error()) << text;
}

TEST(check_origins, takes_what_browsers_send_as_origin) {
  for (const auto* text : {"", "*", "https://app.example.com", "http://localhost:3000, https://a.b",
                           "capacitor://localhost", "https://[::1]:8443"}) {
    EXPECT_TRUE(check_origins(text).has_value()) << text;
  }
  for (const auto* text :
       {"app.example.com", "https://", "://a", "https://a/", "https://A.example", "https://*.a",
        "https://u@a", "https://a b", "null", "https://a?b", "https://a,x"}) {
    EXPECT_TRUE(check_origins(text).has_error()) << text;
  }
}

TEST(check_named_counts, takes_whole_numbers_by_name) {
  for (const auto* text : {"", "ses=14", "ses=14,expo=0", "ses=4294967295"}) {
    EXPECT_TRUE(check_named_counts(text).has_value()) << text;
  }
  for (const auto* text : {"14", "ses=", "ses=-1", "ses=1.5", "ses=14/s", "ses=4294967296"}) {
    EXPECT_TRUE(check_named_counts(text).has_error()) << text;
  }
}

TEST(checks, never_quote_what_they_refuse) {
  for (const auto check : {check_listen, check_http_url, check_redis_url, check_networks, check_name_servers,
                           check_origins, check_named_http_urls, check_named_counts}) {
    EXPECT_EQ(check("SECRETCANARY").error().detail.find("CANARY"), std::string::npos);
  }
}

}  // namespace
}  // namespace carillon::config
