// How dials fail, and how exchanges end that nobody answers: cancel, destruction, refusal to connect.
#include <gtest/gtest.h>

#include "tests/net/dns/dns_stand_in.hpp"
#include "tests/net/pool_support.hpp"

namespace carillon::net {
namespace {

using failures = std::vector<transport_failure>;
using namespace std::chrono_literals;

/// Submits one exchange and returns how it failed.
failures fail_one(pool_bench& bench, origin_pool_options options) {
  bench.open(std::move(options));
  auto exchanges = make_exchanges(1);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  return exchanges[0]->failures;
}

TEST(origin_pool_dial, nobody_listening_is_a_connect_failure) {
  pool_bench bench;
  bench.server.stop_listening();
  EXPECT_EQ(fail_one(bench, bench.options()), failures{transport_failure::connect});
}

TEST(origin_pool_dial, a_certificate_nobody_vouches_for_is_refused) {
  pool_bench bench;
  auto options = bench.options();
  options.tls = make_client_tls({}).value();
  EXPECT_EQ(fail_one(bench, std::move(options)), failures{transport_failure::tls_verify});
}

TEST(origin_pool_dial, a_certificate_of_another_host_is_refused) {
  pool_bench bench;
  const test_certificate other({"other.example"});
  h2_server impostor(bench.context, other.server(), bench.script);
  auto options = bench.options();
  options.target.port = impostor.listen(boost::asio::ip::make_address("127.0.0.1"), 0).value();
  options.tls = other.client();
  EXPECT_EQ(fail_one(bench, options), failures{transport_failure::tls_verify});
}

TEST(origin_pool_dial, an_expired_certificate_is_refused) {
  pool_bench bench;
  const test_certificate expired({"localhost"}, -1);
  h2_server stale(bench.context, expired.server(), bench.script);
  auto options = bench.options();
  options.target.port = stale.listen(boost::asio::ip::make_address("127.0.0.1"), 0).value();
  options.tls = expired.client();
  EXPECT_EQ(fail_one(bench, options), failures{transport_failure::tls_verify});
}

TEST(origin_pool_dial, an_address_literal_is_verified_too) {
  pool_bench bench;
  auto options = bench.options();
  options.target.host = "127.0.0.1";
  bench.open(options);
  auto exchanges = make_exchanges(1);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->responses, 1);
}

TEST(origin_pool_dial, a_handshake_that_hangs_ends_at_the_connect_timeout) {
  pool_bench bench;
  asio::ip::tcp::acceptor mute(bench.context, {boost::asio::ip::make_address("127.0.0.1"), 0});
  auto options = bench.options();
  options.target.port = mute.local_endpoint().port();
  options.connect_timeout = 100ms;
  EXPECT_EQ(fail_one(bench, options), failures{transport_failure::connect});
}

TEST(origin_pool_dial, a_server_that_goes_away_instead_of_greeting_is_a_connect_failure) {
  pool_bench bench;
  bench.script.on_open = [](h2_server_connection& connection) { connection.close(); };
  EXPECT_EQ(fail_one(bench, bench.options()), failures{transport_failure::connect});
}

TEST(origin_pool_dial, a_denied_address_is_blocked_before_any_connection) {
  pool_bench bench;
  const auto guard = address_guard::make({}).value();
  auto options = bench.options();
  options.guard = &guard;
  EXPECT_EQ(fail_one(bench, options), failures{transport_failure::blocked});
  EXPECT_EQ(bench.script.connects, 0);
  const auto exempt = address_guard::make({"127.0.0.0/8", "::1"}).value();
  options.guard = &exempt;
  EXPECT_EQ(fail_one(bench, options), failures{});
}

TEST(origin_pool_dial, a_name_with_one_denied_address_is_blocked_whichever_comes_first) {
  pool_bench bench;
  dns_stand_in dns(bench.context);
  dns.names["mixed.example"] = {{"127.0.0.1", "127.0.0.2"}};
  dns.names["turning.example"] = {{"127.0.0.3"}, {"127.0.0.2"}};
  const auto guard = address_guard::make({"127.0.0.1/32", "127.0.0.3/32"}).value();
  auto options = bench.options();
  options.guard = &guard;
  options.name_servers = dns.servers();
  options.target.host = "mixed.example";
  for (int dial = 0; dial < 2; ++dial)
    EXPECT_EQ(fail_one(bench, options), failures{transport_failure::blocked});
  options.target.host = "turning.example";  // nobody listens at its first address
  EXPECT_EQ(fail_one(bench, options), failures{transport_failure::connect});
  EXPECT_EQ(fail_one(bench, options), failures{transport_failure::blocked});
  EXPECT_EQ(bench.script.connects, 0);
}

TEST(origin_pool_dial, a_name_server_that_is_silent_ends_the_dial_in_time) {
  pool_bench bench;
  dns_stand_in dns(bench.context);
  dns.silent["slow.example"] = true;
  auto options = bench.options();
  options.name_servers = dns.servers();
  options.target.host = "slow.example";
  options.connect_timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(fail_one(bench, options), failures{transport_failure::connect});
}

TEST(origin_pool_dial, recovers_when_the_server_comes_back) {
  pool_bench bench;
  bench.server.stop_listening();
  EXPECT_EQ(fail_one(bench, bench.options()), failures{transport_failure::connect});
  const auto same_port = bench.server.listen(boost::asio::ip::make_address("127.0.0.1"), bench.port);
  ASSERT_TRUE(same_port.has_value());
  auto exchanges = make_exchanges(5);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  for (auto& exchange : exchanges) EXPECT_EQ(exchange->responses, 1);
}

TEST(origin_pool_end, cancel_reports_at_once_wherever_the_exchange_is) {
  pool_bench bench({.max_streams = 1});
  bench.open();
  bench.script.answer = [](h2_server_connection&, const h2_server_request&) {};
  auto exchanges = make_exchanges(2);
  bench.submit(exchanges);
  bench.run_until([&] { return bench.script.total == 1; });
  for (auto& exchange : exchanges) {
    bench.pool->cancel(*exchange);
    EXPECT_EQ(exchange->failures, failures{transport_failure::cancelled});
  }
  EXPECT_TRUE(exchanges[0]->was_flushed());
  EXPECT_FALSE(exchanges[1]->was_flushed());
  exchanges.clear();
  auto after = make_exchanges(1);
  bench.script.answer = nullptr;
  bench.submit(after);
  bench.run_until_over(after);
  EXPECT_EQ(after[0]->responses, 1);
}

TEST(origin_pool_end, a_callback_may_cancel_its_neighbour) {
  pool_bench bench;
  bench.open();
  auto exchanges = make_exchanges(2);
  exchanges[0]->on_end = [&] { bench.pool->cancel(*exchanges[1]); };
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->responses, 1);
  EXPECT_EQ(exchanges[1]->failures, failures{transport_failure::cancelled});
}

TEST(origin_pool_end, destruction_cancels_what_is_left_at_every_stage) {
  for (int turns = 0; turns < 40; ++turns) {
    pool_bench bench({.max_streams = 2});
    bench.open();
    auto exchanges = make_exchanges(4);
    bench.script.answer = [](h2_server_connection&, const h2_server_request&) {};
    bench.submit(exchanges);
    for (int turn = 0; turn < turns; ++turn) bench.context.run_one();
    bench.pool.reset();
    for (auto& exchange : exchanges) EXPECT_EQ(exchange->failures, failures{transport_failure::cancelled});
    exchanges.clear();
    EXPECT_EQ(bench.wheel.size(), 0U);
  }
}

TEST(origin_pool_end, a_callback_may_destroy_the_pool) {
  pool_bench bench;
  bench.open();
  auto exchanges = make_exchanges(50);
  exchanges[10]->on_end = [&] { bench.pool.reset(); };
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  // Answers that had arrived are still handed over; the rest is cancelled. Each ends once.
  for (auto& exchange : exchanges)
    EXPECT_EQ(exchange->responses + static_cast<int>(exchange->failures.size()), 1);
}

TEST(origin_pool_end, a_deadline_callback_may_destroy_the_pool) {
  pool_bench bench;
  bench.open();
  bench.script.answer = [](h2_server_connection&, const h2_server_request&) {};
  auto exchanges = make_exchanges(2);
  exchanges[0]->timeout = 100ms;
  exchanges[0]->on_end = [&] { bench.pool.reset(); };
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[1]->failures, failures{transport_failure::cancelled});
}

}  // namespace
}  // namespace carillon::net
