#include "api/http/client_address.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

const auto loopback = net::network::parse_all({"127.0.0.0/8", "10.0.0.0/8", "::1/128"}).value();

client_address client(const std::string& peer, std::vector<std::string> forwarded) {
  net::h1_request raw;
  raw.remote_address = peer;
  for (auto& value : forwarded) raw.headers.emplace_back("x-forwarded-for", std::move(value));
  return client_of(raw, loopback);
}

TEST(client_address, is_the_peer_unless_that_is_a_trusted_proxy) {
  EXPECT_EQ(client("198.51.100.7", {}).text, "198.51.100.7");
  EXPECT_EQ(client("198.51.100.7", {"1.2.3.4"}).text, "198.51.100.7");
  EXPECT_EQ(client("127.0.0.1", {"1.2.3.4"}).text, "1.2.3.4");
  EXPECT_EQ(client("::1", {"[2a00::1]"}).text, "2a00::1");
}

TEST(client_address, is_the_last_hop_no_trusted_proxy_added) {
  EXPECT_EQ(client("127.0.0.1", {"6.6.6.6, 1.2.3.4"}).text, "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {"6.6.6.6,1.2.3.4 ,\t10.0.0.9"}).text, "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {"6.6.6.6", "1.2.3.4, 10.0.0.9", "10.0.0.8"}).text, "1.2.3.4");
}

TEST(client_address, is_the_same_where_a_proxy_names_a_port_or_quotes_it) {
  EXPECT_EQ(client("127.0.0.1", {"1.2.3.4:4711"}).text, "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {"\"1.2.3.4:4711\""}).text, "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {"[2a00::1]:4711"}).text, "2a00::1");
  EXPECT_EQ(client("127.0.0.1", {"\"[2a00::1]\", 10.0.0.9:80"}).text, "2a00::1");
  for (const auto* odd : {"[2a00::1", "[2a00::1]x", "1.2.3.4:5:6", "\"", "[", "[]", ":80"}) {
    EXPECT_EQ(client("127.0.0.1", {odd}).key, "") << odd;
  }
}

TEST(client_address, of_a_proxy_that_names_nobody_has_no_key) {
  for (const auto* odd : {"", "unknown", "10.0.0.9", ",", "1.2.3.4, ", "1.2.3.4, _hidden", "' OR 1=1"}) {
    const auto found = client("127.0.0.1", {odd});
    EXPECT_EQ(found.text, "127.0.0.1") << odd;
    EXPECT_EQ(found.key, "") << odd;
  }
  EXPECT_EQ(client("127.0.0.1", {std::string(100'000, ',')}).key, "");
  std::string hops = "1.2.3.4";
  for (int i = 0; i < 100; ++i) hops += ", 10.0.0.9";
  EXPECT_EQ(client("127.0.0.1", {hops}).key, "");
}

TEST(client_address, counts_a_mapped_address_as_what_it_maps_and_v6_by_its_network) {
  EXPECT_EQ(client("198.51.100.7", {}).key, client("::ffff:198.51.100.7", {}).key);
  EXPECT_NE(client("198.51.100.7", {}).key, client("198.51.100.8", {}).key);
  EXPECT_EQ(client("2a00:1:2:3::1", {}).key, client("2a00:1:2:3:ffff::9", {}).key);
  EXPECT_NE(client("2a00:1:2:3::1", {}).key, client("2a00:1:2:4::1", {}).key);
}

}  // namespace
}  // namespace carillon::api
