#include <gtest/gtest.h>

#include "tests/net/pool_support.hpp"

namespace carillon::net {
namespace {

using failures = std::vector<transport_failure>;
using namespace std::chrono_literals;

TEST(origin_pool, delivers_a_thousand_over_one_connection) {
  pool_bench bench;
  bench.open();
  auto exchanges = make_exchanges(1000);
  bench.submit(exchanges);
  EXPECT_FALSE(exchanges[0]->is_over()) << "called back from submit()";
  bench.run_until_over(exchanges);
  for (auto& exchange : exchanges) EXPECT_EQ(exchange->responses, 1);
  EXPECT_EQ(bench.script.total, 1000);
  EXPECT_EQ(bench.script.connects, 1);
  EXPECT_EQ(bench.pool->stats().in_flight, 0U);
  EXPECT_EQ(bench.wheel.size(), 1U) << "only the connection's PING stays armed";
}

TEST(origin_pool, a_callback_may_submit_again) {
  pool_bench bench;
  bench.open();
  recorded_exchange exchange;
  exchange.on_end = [&] {
    if (exchange.responses < 50) bench.pool->submit(exchange);
  };
  bench.pool->submit(exchange);
  bench.run_until([&] { return exchange.responses == 50; });
  EXPECT_EQ(bench.script.total, 50);
}

TEST(origin_pool, dials_more_only_while_the_queue_waits) {
  pool_bench bench({.max_streams = 1});
  auto options = bench.options();
  options.connections = 3;
  bench.open(options);
  std::vector<std::pair<std::weak_ptr<h2_server_connection>, std::int32_t>> held;
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    held.emplace_back(connection.weak_from_this(), request.stream());
  };
  auto exchanges = make_exchanges(3);
  bench.submit(exchanges);
  bench.run_until([&] { return held.size() == 3; });
  EXPECT_EQ(bench.script.connects, 3);
  EXPECT_EQ(bench.pool->stats().connections, 3U);
  EXPECT_EQ(bench.pool->stats().in_flight, 3U);
  for (auto& [connection, stream] : held) connection.lock()->respond(stream, {.status = 200});
  bench.run_until_over(exchanges);
}

TEST(origin_pool, follows_the_stream_limit_to_zero_and_back) {
  pool_bench bench({.max_streams = 0});
  bench.open();
  h2_server_connection* accepted = nullptr;
  bench.script.on_open = [&](h2_server_connection& connection) { accepted = &connection; };
  auto exchanges = make_exchanges(300);
  bench.submit(exchanges);
  bench.run_until([&] { return bench.pool->stats().connections == 1; });
  EXPECT_EQ(bench.pool->stats().waiting, 300U);
  accepted->set_max_streams(1);
  bench.run_until([&] { return bench.script.total >= 5; });
  accepted->set_max_streams(1000);
  bench.run_until_over(exchanges);
  for (auto& exchange : exchanges) EXPECT_EQ(exchange->responses, 1);
}

TEST(origin_pool, resends_what_goaway_left_above_and_nothing_twice) {
  pool_bench bench;
  bench.open();
  std::vector<std::int32_t> held;
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    if (bench.script.connects > 1) return connection.respond(request.stream(), {.status = 200});
    held.push_back(request.stream());
    if (held.size() < 200) return;
    connection.goaway(h2_error_code::no_error, held[99], "");
    for (std::size_t i = 0; i < 100; ++i) connection.respond(held[i], {.status = 200});
  };
  auto exchanges = make_exchanges(200);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  for (auto& exchange : exchanges) EXPECT_EQ(exchange->responses, 1) << exchange->request.path;
  for (std::size_t i = 0; i < 200; ++i)
    EXPECT_EQ(bench.script.paths["/3/device/" + std::to_string(i)], i < 100 ? 1 : 2) << i;
  EXPECT_EQ(bench.script.connects, 2);
}

TEST(origin_pool, reports_a_second_refusal) {
  pool_bench bench;
  bench.open();
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    connection.reset(request.stream(), h2_error_code::refused_stream);
  };
  auto exchanges = make_exchanges(1);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->failures, failures{transport_failure::refused});
  EXPECT_EQ(bench.script.total, 2);
}

TEST(origin_pool, never_resends_what_may_have_been_processed) {
  for (const auto code : {h2_error_code::cancel, h2_error_code::internal_error}) {
    pool_bench bench;
    bench.open();
    bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
      connection.reset(request.stream(), code);
    };
    auto exchanges = make_exchanges(1);
    bench.submit(exchanges);
    bench.run_until_over(exchanges);
    EXPECT_EQ(exchanges[0]->failures, failures{transport_failure::ambiguous});
    EXPECT_EQ(bench.script.total, 1);
  }
}

TEST(origin_pool, a_dropped_connection_is_ambiguous_and_the_next_submit_dials_anew) {
  pool_bench bench;
  bench.open();
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    if (bench.script.total == 2) return connection.close();
    connection.respond(request.stream(), {.status = 200});
  };
  for (int i = 0; i < 3; ++i) {
    auto exchanges = make_exchanges(1);
    bench.submit(exchanges);
    bench.run_until_over(exchanges);
    EXPECT_EQ(exchanges[0]->failures, i == 1 ? failures{transport_failure::ambiguous} : failures{}) << i;
  }
  EXPECT_EQ(bench.script.connects, 2);
}

TEST(origin_pool, a_silent_stream_ends_at_its_deadline_and_frees_its_place) {
  pool_bench bench;
  auto options = bench.options();
  options.streams = 1;
  bench.open(options);
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    if (request.path() != "/3/device/0") connection.respond(request.stream(), {.status = 200});
  };
  auto exchanges = make_exchanges(2);
  exchanges[0]->timeout = 300ms;
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->failures, failures{transport_failure::ambiguous});
  EXPECT_EQ(exchanges[1]->responses, 1);
  EXPECT_EQ(bench.script.connects, 1);
}

TEST(origin_pool, what_only_waited_until_its_deadline_is_overloaded) {
  pool_bench bench({.max_streams = 0});
  bench.open();
  auto exchanges = make_exchanges(1);
  exchanges[0]->timeout = 200ms;
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->failures, failures{transport_failure::overloaded});
}

TEST(origin_pool, counts_the_time_of_an_answer_from_where_its_request_left_the_queue) {
  pool_bench bench({.max_streams = 1});
  bench.open();
  std::vector<std::unique_ptr<asio::steady_timer>> timers;
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    timers.push_back(std::make_unique<asio::steady_timer>(bench.context, 600ms));
    timers.back()->async_wait([to = connection.weak_from_this(), stream = request.stream()](auto) {
      if (const auto still = to.lock()) still->respond(stream, {.status = 200});
    });
  };
  auto exchanges = make_exchanges(2);
  for (auto& each : exchanges) each->timeout = 1000ms;
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  for (auto& each : exchanges) EXPECT_EQ(each->responses, 1);
  EXPECT_EQ(bench.script.total, 2) << "nothing was sent twice";
}

TEST(origin_pool, says_how_many_streams_there_are) {
  pool_bench bench({.max_streams = 3});
  auto options = bench.options();
  options.connections = 2;
  bench.open(options);
  h2_server_connection* accepted = nullptr;
  bench.script.on_open = [&](h2_server_connection& connection) { accepted = &connection; };
  EXPECT_EQ(bench.pool->streams(), 2 * options.streams) << "as many as we would use: nothing is known yet";
  auto exchanges = make_exchanges(1);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(bench.pool->stats().connections, 1U);
  EXPECT_EQ(bench.pool->streams(), 6U) << "the one that was not needed yet would have as many";
  accepted->set_max_streams(1);
  bench.run_until([&] { return bench.pool->streams() == 2; });
}

TEST(origin_pool, probes_a_new_connection_with_one_request) {
  pool_bench bench;
  auto options = bench.options();
  options.is_probed_first = true;
  bench.open(options);
  std::size_t most_before_first_answer = 0;
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    if (bench.script.total == 1) most_before_first_answer = connection.open_streams();
    connection.respond(request.stream(), {.status = 200});
  };
  auto exchanges = make_exchanges(100);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(most_before_first_answer, 1U);
}

TEST(origin_pool, a_peer_that_does_not_answer_pings_is_left) {
  pool_bench bench;
  auto options = bench.options();
  options.ping_interval = 20ms;
  options.pong_patience = 50ms;
  bench.open(options);
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request&) {
    connection.stall(true);
  };
  auto exchanges = make_exchanges(1);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->failures, failures{transport_failure::ambiguous});
  EXPECT_EQ(bench.pool->stats().connections, 0U);
}

TEST(origin_pool, retires_connections_after_what_runs) {
  pool_bench bench;
  bench.open();
  std::pair<std::weak_ptr<h2_server_connection>, std::int32_t> held;
  bench.script.answer = [&](h2_server_connection& connection, const h2_server_request& request) {
    if (bench.script.total == 1)
      held = {connection.weak_from_this(), request.stream()};
    else
      connection.respond(request.stream(), {.status = 200});
  };
  auto exchanges = make_exchanges(2);
  bench.pool->submit(*exchanges[0]);
  bench.run_until([&] { return bench.script.total == 1; });
  bench.pool->retire_connections();
  bench.pool->submit(*exchanges[1]);
  bench.run_until([&] { return exchanges[1]->is_over(); });
  EXPECT_EQ(bench.script.connects, 2);
  EXPECT_FALSE(exchanges[0]->is_over());
  held.first.lock()->respond(held.second, {.status = 200});
  bench.run_until([&] { return bench.script.disconnects == 1; });
  EXPECT_EQ(exchanges[0]->responses, 1);
}

}  // namespace
}  // namespace carillon::net
