#include "net/dns/host_lookup.hpp"

#include <gtest/gtest.h>

#include "net/h1/h1_exchange.hpp"
#include "tests/net/dns/dns_stand_in.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;
using answer = result<host_lookup::endpoints>;

class host_lookup_test : public testing::Test {
 protected:
  /// Starts to resolve; the answer appears in the optional.
  std::shared_ptr<std::optional<answer>> begin(host_lookup& lookup, const std::string& host) {
    auto got = std::make_shared<std::optional<answer>>();
    asio::co_spawn(context.get_executor(), lookup.resolve({.host = host, .port = 8443}, dns.servers()),
                   [got](std::exception_ptr failure, answer told) {
                     EXPECT_EQ(failure, nullptr);
                     got->emplace(std::move(told));
                   });
    return got;
  }
  answer wait_for(const std::shared_ptr<std::optional<answer>>& got) {
    context.restart();
    while (!*got) context.run_one();
    return **got;
  }
  answer resolve(const std::string& host) {
    host_lookup lookup(context);
    return wait_for(begin(lookup, host));
  }
  /// Sorted, as text.
  std::vector<std::string> addresses_of(const std::string& host) {
    std::vector<std::string> all;
    const auto found = resolve(host);
    EXPECT_TRUE(found) << found.error().detail;
    if (!found) return all;
    for (const auto& one : *found) {
      EXPECT_EQ(one.port(), 8443);
      all.push_back(one.address().to_string());
    }
    std::ranges::sort(all);
    return all;
  }
  result<wire_response> call(const std::string& url, const address_guard& guard) {
    std::optional<result<wire_response>> got;
    asio::co_spawn(context.get_executor(),
                   h1_exchange(context, {.url = url, .guard = &guard, .name_servers = dns.servers()}),
                   [&](std::exception_ptr, result<wire_response> told) { got.emplace(std::move(told)); });
    context.restart();
    while (!got) context.run_one();
    return *got;
  }

  using texts = std::vector<std::string>;
  asio::io_context context;
  dns_stand_in dns{context};
};

TEST_F(host_lookup_test, finds_all_addresses_of_both_families) {
  dns.names["two.example"] = {{"192.0.2.7", "2001:db8::7", "192.0.2.8"}};
  EXPECT_EQ(addresses_of("two.example"), (texts{"192.0.2.7", "192.0.2.8", "2001:db8::7"}));
  EXPECT_EQ(addresses_of("two.example."), (texts{"192.0.2.7", "192.0.2.8", "2001:db8::7"}));
}

TEST_F(host_lookup_test, takes_literal_addresses_without_asking) {
  EXPECT_EQ(addresses_of("192.0.2.1"), texts{"192.0.2.1"});
  EXPECT_EQ(addresses_of("::1"), texts{"::1"});
  EXPECT_TRUE(dns.asked.empty());
}

TEST_F(host_lookup_test, knows_the_hosts_file) {
  const auto found = addresses_of("localhost");
  EXPECT_TRUE(std::ranges::find(found, "127.0.0.1") != found.end());
  EXPECT_TRUE(dns.asked.empty());
}

TEST_F(host_lookup_test, asks_anew_every_time) {
  dns.names["turning.example"] = {{"192.0.2.1"}, {"192.0.2.2"}};
  EXPECT_EQ(addresses_of("turning.example"), texts{"192.0.2.1"});
  EXPECT_EQ(addresses_of("turning.example"), texts{"192.0.2.2"});
}

TEST_F(host_lookup_test, names_that_are_not_there_are_unavailable) {
  dns.names["empty.example"] = {{}};
  for (const std::string& host : {std::string("nobody.example"), std::string("empty.example"),
                                  std::string(70, 'a') + ".example", std::string("a..example")}) {
    const auto found = resolve(host);
    ASSERT_FALSE(found) << host;
    EXPECT_EQ(found.error().code, errc::unavailable) << host;
  }
}

TEST_F(host_lookup_test, adds_no_domain_of_the_systems_to_a_name) {
  EXPECT_FALSE(resolve("single"));
  EXPECT_EQ(dns.asked.size(), 1U);
  EXPECT_EQ(dns.asked.begin()->first, "single");
}

TEST_F(host_lookup_test, waits_for_a_silent_server_without_holding_up_others) {
  dns.silent["slow.example"] = true;
  dns.names["quick.example"] = {{"192.0.2.1"}};
  host_lookup slow(context);
  const auto never = begin(slow, "slow.example");
  EXPECT_EQ(addresses_of("quick.example"), texts{"192.0.2.1"});
  EXPECT_FALSE(never->has_value());
  slow.cancel();
  const auto ended = wait_for(never);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, errc::cancelled);
}

TEST_F(host_lookup_test, may_go_away_while_it_waits) {
  dns.silent["slow.example"] = true;
  auto lookup = std::make_unique<host_lookup>(context);
  const auto never = begin(*lookup, "slow.example");
  context.poll();
  lookup.reset();
  EXPECT_EQ(wait_for(never).error().code, errc::cancelled);
}

TEST_F(host_lookup_test, is_left_behind_with_its_io_context) {
  asio::io_context brief;
  host_lookup lookup(brief);
  dns.silent["slow.example"] = true;
  asio::co_spawn(brief.get_executor(), lookup.resolve({.host = "slow.example", .port = 1}, dns.servers()),
                 [](std::exception_ptr, const answer&) {});
  brief.poll();
}

TEST_F(host_lookup_test, ends_an_exchange_at_its_deadline) {
  dns.silent["slow.example"] = true;
  std::optional<result<wire_response>> got;
  asio::co_spawn(
      context.get_executor(),
      h1_exchange(context, {.url = "http://slow.example/", .timeout = 20ms, .name_servers = dns.servers()}),
      [&](std::exception_ptr, result<wire_response> told) { got.emplace(std::move(told)); });
  while (!got) context.run_one();
  EXPECT_EQ(got->error().code, errc::timeout);
}

TEST_F(host_lookup_test, one_forbidden_address_blocks_the_whole_name) {
  const auto guard = address_guard::make({"127.0.0.7/32"}).value();
  dns.names["mixed.example"] = {{"127.0.0.7", "127.0.0.2"}};
  dns.names["wrapped.example"] = {{"127.0.0.7", "::ffff:127.0.0.2"}};
  dns.names["allowed.example"] = {{"127.0.0.7"}};
  dns.names["turning.example"] = {{"127.0.0.7"}, {"127.0.0.2"}};
  for (const auto* host : {"mixed.example", "wrapped.example"})
    EXPECT_EQ(call(std::string("http://") + host + ":9", guard).error().detail, "blocked_address") << host;
  for (const auto* host : {"allowed.example", "turning.example"}) {
    const auto answer = call(std::string("http://") + host + ":9", guard);
    EXPECT_TRUE(answer.error().detail.starts_with("cannot connect")) << answer.error().detail;
  }
  EXPECT_EQ(call("http://turning.example:9", guard).error().detail, "blocked_address");
}

}  // namespace
}  // namespace carillon::net
