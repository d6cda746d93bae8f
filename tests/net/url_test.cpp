#include "net/url.hpp"

#include <gtest/gtest.h>

namespace carillon::net {
namespace {

TEST(parse_url, takes_urls_apart) {
  const struct {
    const char* url;
    bool is_secure;
    const char* host;
    int port;
    const char* path;
  } rows[] = {
      {"https://example.org", true, "example.org", 443, "/"},
      {"http://example.org", false, "example.org", 80, "/"},
      {"HTTPS://Example.ORG:8443/A/b?c=d", true, "example.org", 8443, "/A/b?c=d"},
      {"https://example.org?q", true, "example.org", 443, "/?q"},
      {"http://[2001:DB8::1]:81/x", false, "2001:db8::1", 81, "/x"},
      {"https://[::1]", true, "::1", 443, "/"},
      {"http://127.0.0.1:1/", false, "127.0.0.1", 1, "/"},
      {"https://a-b_c.example/%20", true, "a-b_c.example", 443, "/%20"},
  };
  for (const auto& row : rows) {
    const auto parts = parse_url(row.url);
    ASSERT_TRUE(parts.has_value()) << row.url;
    EXPECT_EQ(parts->is_secure, row.is_secure) << row.url;
    EXPECT_EQ(parts->target.host, row.host);
    EXPECT_EQ(parts->target.port, row.port);
    EXPECT_EQ(parts->path, row.path);
  }
}

TEST(parse_url, refuses_what_could_be_read_two_ways) {
  for (const char* url : {
           "",
           "example.org",
           "//example.org",
           "ftp://example.org",
           "file:///etc/passwd",
           "gopher://x/",
           "https://",
           "https:///path",
           "https://user@example.org",
           "https://good@127.0.0.1",
           "https://127.0.0.1#good",
           "https://example.org/#f",
           "https://exa mple.org",
           "https://example.org/a\r\nx: y",
           "https://example.org\\@a",
           "https://example.org:0",
           "https://example.org:65536",
           "https://example.org:",
           "https://example.org:8o",
           "https://example.org:+1",
           "https://[::1",
           "https://[::1]x",
           "https://[::1%25lo]/",
           "https://a%2eb/",
           "https://\xe2\x91\xa0.example/",
       }) {
    const auto parts = parse_url(url);
    ASSERT_FALSE(parts.has_value()) << url;
    EXPECT_EQ(parts.error().code, errc::invalid_argument);
  }
  EXPECT_FALSE(parse_url("https://" + std::string(300, 'a')).has_value());
  EXPECT_FALSE(parse_url("https://a/" + std::string(9000, 'a')).has_value());
}

TEST(parse_origin, wants_https_and_nothing_after_the_host) {
  EXPECT_EQ(parse_origin("https://fcm.googleapis.com").value(), (origin{"fcm.googleapis.com", 443}));
  EXPECT_EQ(parse_origin("https://localhost:2197").value(), (origin{"localhost", 2197}));
  for (const char* url : {"http://example.org", "https://example.org/", "https://example.org/x",
                          "https://example.org?x", "https://u@example.org"})
    EXPECT_FALSE(parse_origin(url).has_value()) << url;
}

TEST(authority_of, leaves_out_the_schemes_own_port) {
  EXPECT_EQ(authority_of({"example.org", 443}, true), "example.org");
  EXPECT_EQ(authority_of({"example.org", 443}, false), "example.org:443");
  EXPECT_EQ(authority_of({"example.org", 2197}, true), "example.org:2197");
  EXPECT_EQ(authority_of({"::1", 80}, false), "[::1]");
}

TEST(service, is_what_to_call_and_how) {
  const struct {
    const char* url;
    scheme spoken;
    origin target;
  } cases[]{{"https://push.example", scheme::https, {"push.example", 443}},
            {"http://127.0.0.1:8080", scheme::http, {"127.0.0.1", 8080}},
            {"smtp://mail.example", scheme::smtp, {"mail.example", 587}},
            {"smtps://Mail.Example", scheme::smtps, {"mail.example", 465}},
            {"smtp://[2001:db8::1]:25", scheme::smtp, {"2001:db8::1", 25}}};
  for (const auto& each : cases) {
    const auto parsed = parse_service(each.url);
    ASSERT_TRUE(parsed.has_value()) << each.url;
    EXPECT_EQ(parsed->spoken, each.spoken);
    EXPECT_TRUE(parsed->target == each.target) << each.url;
  }
  for (const auto* const url :
       {"", "mail.example", "ftp://mail.example", "smtp://", "smtp://a@mail.example", "smtp://mail.example/",
        "https://push.example/path", "smtp://mail.example:0", "smtp://mail.example:x", "smtp://mail example",
        "smtp://mail.example?x", "smtp:mail.example", "smtp://[::1"})
    EXPECT_FALSE(parse_service(url).has_value()) << url;
}

}  // namespace
}  // namespace carillon::net
