#include "net/address_guard.hpp"

#include <gtest/gtest.h>

namespace carillon::net {
namespace {

namespace ip = boost::asio::ip;

bool allows(const address_guard& guard, const char* address) {
  return guard.allows(ip::make_address(address));
}

TEST(address_guard, denies_what_is_not_the_public_internet) {
  const auto guard = address_guard::make({}).value();
  for (const char* address : {
           "0.0.0.0",
           "0.255.255.255",
           "10.0.0.0",
           "10.255.255.255",
           "100.64.0.0",
           "100.127.255.255",
           "127.0.0.0",
           "127.0.0.1",
           "127.255.255.255",
           "169.254.0.0",
           "169.254.169.254",
           "172.16.0.0",
           "172.31.255.255",
           "192.0.0.0",
           "192.0.0.170",
           "192.0.2.1",
           "192.88.99.1",
           "192.168.0.0",
           "192.168.255.255",
           "198.18.0.0",
           "198.19.255.255",
           "198.51.100.7",
           "203.0.113.255",
           "224.0.0.1",
           "239.255.255.255",
           "240.0.0.0",
           "255.255.255.254",
           "255.255.255.255",
           "::",
           "::1",
           "::127.0.0.1",
           "::ffff:127.0.0.1",
           "::ffff:10.0.0.1",
           "::ffff:169.254.169.254",
           "64:ff9b::127.0.0.1",
           "64:ff9b::8.8.8.8",
           "64:ff9b:1::1",
           "64:ff9b:1:ffff::",
           "100::1",
           "2001::1",
           "2001:1ff:ffff::1",
           "2001:10::1",
           "2001:db8::1",
           "2002:7f00:1::",
           "2002:a00:1::1",
           "2002:c0a8:101::",
           "2002:a9fe:a9fe::",
           "3fff::1",
           "5f00::1",
           "fc00::1",
           "fd12:3456:789a::1",
           "fdff:ffff::1",
           "fe80::1",
           "febf::1",
           "fec0::1",
           "ff00::1",
           "ff02::1",
           "ff0e::1",
       })
    EXPECT_FALSE(allows(guard, address)) << address;
}

TEST(address_guard, allows_the_public_internet_up_to_the_edges) {
  const auto guard = address_guard::make({}).value();
  for (const char* address : {
           "1.0.0.0",         "1.1.1.1",
           "8.8.8.8",         "9.255.255.255",
           "11.0.0.0",        "17.188.0.1",
           "100.63.255.255",  "100.128.0.0",
           "126.255.255.255", "128.0.0.0",
           "169.253.255.255", "169.255.0.0",
           "172.15.255.255",  "172.32.0.0",
           "192.0.1.0",       "192.0.3.0",
           "192.167.255.255", "192.169.0.0",
           "198.17.255.255",  "198.20.0.0",
           "198.51.101.0",    "203.0.112.255",
           "223.255.255.255", "::ffff:8.8.8.8",
           "2001:200::1",     "2001:4860:4860::8888",
           "2002:808:808::1", "2606:4700::1111",
           "2a00:1450::1",
       })
    EXPECT_TRUE(allows(guard, address)) << address;
}

TEST(address_guard, allows_ports_of_web_servers_only_but_any_in_the_operators_networks) {
  const auto guard = address_guard::make({"10.1.0.0/16"}).value();
  const auto at = [](const char* address, std::uint16_t port) {
    return ip::tcp::endpoint(ip::make_address(address), port);
  };
  for (const auto port : std::initializer_list<std::uint16_t>{443, 8443, 1024, 9443, 65535}) {
    EXPECT_TRUE(guard.allows(at("8.8.8.8", port))) << port;
    EXPECT_FALSE(guard.allows(at("10.0.0.1", port))) << port;
  }
  for (const auto port : std::initializer_list<std::uint16_t>{0, 22, 25, 80, 111, 442, 444, 1023}) {
    EXPECT_FALSE(guard.allows(at("8.8.8.8", port))) << port;
    EXPECT_TRUE(guard.allows(at("10.1.2.3", port))) << port;
  }
}

TEST(address_guard, denies_a_name_for_any_one_of_its_addresses) {
  const auto guard = address_guard::make({}).value();
  const boost::asio::ip::tcp::endpoint good(ip::make_address("8.8.8.8"), 443);
  const boost::asio::ip::tcp::endpoint inside(ip::make_address("::ffff:10.0.0.1"), 443);
  const std::array two_good{good, good};
  const std::array inside_last{good, inside};
  const std::array inside_first{inside, good};
  EXPECT_TRUE(guard.allows_all(two_good));
  EXPECT_FALSE(guard.allows_all(inside_last));
  EXPECT_FALSE(guard.allows_all(inside_first));
}

TEST(address_guard, denies_addresses_with_a_zone) {
  const auto guard = address_guard::make({}).value();
  EXPECT_FALSE(guard.allows(ip::make_address_v6(ip::make_address_v6("2606:4700::1111").to_bytes(), 2)));
}

TEST(address_guard, exempts_only_the_networks_named) {
  const auto guard = address_guard::make({"127.0.0.0/8", "10.1.2.3", "fd00::/8", "::1"}).value();
  for (const char* address : {"127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1", "10.1.2.3", "fd12::1", "::1"})
    EXPECT_TRUE(allows(guard, address)) << address;
  for (const char* address : {"10.1.2.4", "128.0.0.1", "192.168.1.1", "fc00::1", "::2", "0.0.0.0"})
    EXPECT_EQ(allows(guard, address), std::string_view(address) == "128.0.0.1") << address;
}

TEST(address_guard, refuses_what_is_not_a_network) {
  for (const char* text : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x",
                           "::/129", "10.0.0/8", "/8", "0x7f.0.0.1/8"}) {
    const auto made = address_guard::make({text});
    ASSERT_FALSE(made.has_value()) << text;
    EXPECT_EQ(made.error().code, errc::invalid_argument) << text;
  }
}

TEST(address_guard, mail_servers_have_ports_of_their_own) {
  const auto guard = address_guard::make({"10.0.0.0/8"}).value();
  const auto at = [](const char* host, std::uint16_t port) {
    return ip::tcp::endpoint(ip::make_address(host), port);
  };
  for (const auto port : std::initializer_list<std::uint16_t>{25, 465, 587, 2525}) {
    EXPECT_TRUE(guard.allows(at("93.184.216.34", port), service_ports::mail)) << port;
    EXPECT_EQ(guard.allows(at("93.184.216.34", port)), port >= 1024) << port;
    EXPECT_FALSE(guard.allows(at("127.0.0.1", port), service_ports::mail)) << port;
  }
  for (const auto port : std::initializer_list<std::uint16_t>{22, 80, 443})
    EXPECT_FALSE(guard.allows(at("93.184.216.34", port), service_ports::mail)) << port;
  EXPECT_TRUE(guard.allows(at("10.0.0.1", 22), service_ports::mail));
}

}  // namespace
}  // namespace carillon::net
