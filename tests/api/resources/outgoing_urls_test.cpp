#include "api/resources/outgoing_urls.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

TEST(outgoing_urls, lets_public_https_through) {
  const auto urls = outgoing_urls::make({}).value();
  for (const char* url :
       {"https://example.com/ping", "https://example.com:443/", "https://example.com:8443/x?y=1",
        "https://8.8.8.8/", "https://[2606:4700::1111]/", "https://a-b.example.co.uk"})
    EXPECT_EQ(urls.check(url), std::nullopt) << url;
}

TEST(outgoing_urls, refuses_what_leads_inside_however_it_is_written) {
  const auto urls = outgoing_urls::make({}).value();
  for (const char* url : {"https://127.0.0.1/",
                          "https://127.1/",
                          "https://2130706433/",
                          "https://0x7f.1/",
                          "https://0x7f000001/",
                          "https://0177.0.0.1/",
                          "https://0/",
                          "https://[::1]/",
                          "https://[::]/",
                          "https://[::ffff:127.0.0.1]/",
                          "https://[::ffff:10.0.0.1]/",
                          "https://localhost/",
                          "https://LOCALHOST./",
                          "https://a.localhost/",
                          "https://10.1.2.3/",
                          "https://172.16.0.1/",
                          "https://192.168.1.1/",
                          "https://169.254.169.254/latest/",
                          "https://100.64.0.1/",
                          "https://0.0.0.0/",
                          "https://224.0.0.1/",
                          "https://[fe80::1]/",
                          "https://[fc00::1]/",
                          "https://[64:ff9b::7f00:1]/",
                          "https://[2002:7f00:1::]/",
                          "https://127.0.0.1./",
                          "https://1.2.3.4.5/",
                          "https://good@127.0.0.1/",
                          "https://good@example.com/",
                          "https://127.0.0.1#good",
                          "https://example.com#x",
                          "http://example.com/",
                          "gopher://example.com/",
                          "file:///etc/passwd",
                          "https://example.com:22/",
                          "https://example.com:6379/",
                          "https://example.com:80/",
                          "https:///x",
                          "https://ex ample.com/",
                          "x",
                          "",
                          "https://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/",
                          "https://example.com\\@127.0.0.1/",
                          "https://example.com/\r\nHost: x",
                          "//example.com/"})
    EXPECT_NE(urls.check(url), std::nullopt) << url;
}

TEST(outgoing_urls, lets_exempt_networks_through_at_any_port_and_over_http) {
  const auto urls = outgoing_urls::make({"127.0.0.0/8", "fd00::/8"}).value();
  EXPECT_EQ(urls.check("http://127.0.0.1:8080/"), std::nullopt);
  EXPECT_EQ(urls.check("https://localhost:9999/token"), std::nullopt);
  EXPECT_EQ(urls.check("http://[fd00::1]:1/"), std::nullopt);
  EXPECT_NE(urls.check("http://10.0.0.1/"), std::nullopt);
  EXPECT_NE(urls.check("http://[::1]/"), std::nullopt);
  EXPECT_NE(urls.check("https://2130706433/"), std::nullopt);
}

TEST(outgoing_urls, checks_hosts_alone) {
  const auto urls = outgoing_urls::make({}).value();
  EXPECT_EQ(urls.check_host("smtp.example.com"), std::nullopt);
  EXPECT_EQ(urls.check_host("8.8.8.8"), std::nullopt);
  EXPECT_EQ(urls.check_host("2606:4700::1111"), std::nullopt);
  for (const char* host :
       {"", "localhost", "127.0.0.1", "::1", "10.0.0.1", "0x7f.1", "a:25", "a/b", "a b", "u@a", "a?b"})
    EXPECT_NE(urls.check_host(host), std::nullopt) << host;
}

}  // namespace
}  // namespace carillon::api
