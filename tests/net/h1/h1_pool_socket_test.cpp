// The pool over HTTP/1.1: what a peer without HTTP/2 does to it, over real sockets and TLS.
#include <gtest/gtest.h>

#include "tests/net/pool_support.hpp"
#include "tests/net/scripted_peer.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;
using failures = std::vector<transport_failure>;
using next = peer_reply::next;

constexpr auto ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"sv;

/// A peer that speaks HTTP/1.1, and a pool to it.
class h1_bench {
 public:
  explicit h1_bench(std::string alpn = "http/1.1", bool is_secure = true)
      : peer(bench.context, bench.certificate.server(std::move(alpn)), is_secure), is_secure_(is_secure) {
    peer.answer = [this](int, const std::string& received) {
      if (!received.ends_with(R"({"aps":{"alert":"ding"}})")) return peer_reply{};
      ++requests;
      return peer_reply{std::string(ok)};
    };
  }

  origin_pool_options options() {
    auto made = bench.options();
    made.target.port = peer.port();
    made.is_secure = is_secure_;
    made.tls = bench.certificate.client();
    return made;
  }
  void open() { bench.open(options()); }
  /// Submits so many and waits for their ends.
  std::vector<std::unique_ptr<recorded_exchange>> exchange(std::size_t count) {
    auto exchanges = make_exchanges(count);
    bench.submit(exchanges);
    bench.run_until_over(exchanges);
    return exchanges;
  }
  failures fail_one() { return exchange(1)[0]->failures; }

  pool_bench bench;
  scripted_peer peer;
  int requests = 0;

 private:
  bool is_secure_;
};

TEST(h1_pool, is_spoken_where_alpn_says_so_or_nothing_at_all) {
  for (const auto alpn : {"http/1.1", ""}) {
    h1_bench h1(alpn);
    h1.open();
    const auto exchanges = h1.exchange(1);
    EXPECT_EQ(exchanges[0]->responses, 1) << alpn;
    EXPECT_EQ(exchanges[0]->response.body, "ok");
  }
}

TEST(h1_pool, in_the_clear_only_where_it_is_told_to) {
  h1_bench h1("", false);
  h1.open();
  EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
  EXPECT_EQ(h1.peer.handshakes, 0);
}

TEST(h1_pool, reuses_a_connection_that_is_kept_alive) {
  h1_bench h1;
  h1.open();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
  EXPECT_EQ(h1.peer.connects, 1);
  EXPECT_EQ(h1.bench.pool->stats().connections, 1U);
}

TEST(h1_pool, opens_as_many_connections_as_work_asks_for_and_the_option_allows) {
  h1_bench h1;
  auto options = h1.options();
  options.single_connections = 3;
  h1.bench.open(options);
  h1.peer.answer = [&](int, const std::string&) {
    ++h1.requests;
    return peer_reply{};
  };
  auto exchanges = make_exchanges(5);
  h1.bench.submit(exchanges);
  h1.bench.run_until([&] { return h1.requests == 3; });
  EXPECT_EQ(h1.bench.pool->stats().in_flight, 3U);
  EXPECT_EQ(h1.bench.pool->stats().waiting, 2U);
  EXPECT_EQ(h1.bench.pool->streams(), 3U);
  EXPECT_EQ(h1.peer.connects, 3);
  h1.bench.pool.reset();
}

TEST(h1_pool, dials_no_more_than_wait) {
  h1_bench h1("", false);
  h1.open();
  EXPECT_EQ(h1.exchange(2).size(), 2U);
  EXPECT_LE(h1.peer.connects, 2);
}

TEST(h1_pool, a_connection_that_its_peer_closes_is_replaced) {
  h1_bench h1;
  h1.peer.answer = [](int, const std::string&) {
    return peer_reply{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", next::close};
  };
  h1.open();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
  EXPECT_EQ(h1.peer.connects, 3);
}

TEST(h1_pool, the_next_connection_resumes_the_tls_session_of_the_one_before) {
  h1_bench h1;
  h1.peer.answer = [](int, const std::string&) {
    return peer_reply{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", next::close};
  };
  h1.open();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
  EXPECT_EQ(h1.peer.handshakes, 4);
  EXPECT_EQ(h1.peer.resumptions, 3);
  h1.open();
  EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
  EXPECT_EQ(h1.peer.resumptions, 3) << "another pool has tickets of its own";
}

TEST(h1_pool, a_body_up_to_a_clean_end_is_taken) {
  h1_bench h1;
  h1.peer.answer = [](int, const std::string&) {
    return peer_reply{"HTTP/1.1 200 OK\r\n\r\nto the end", next::close};
  };
  h1.open();
  EXPECT_EQ(h1.exchange(1)[0]->response.body, "to the end");
}

TEST(h1_pool, a_peer_that_ends_without_a_word_was_perhaps_asked) {
  for (const auto how : {next::close, next::reset}) {
    h1_bench h1;
    h1.peer.answer = [&](int, const std::string&) {
      ++h1.requests;
      return peer_reply{{}, how};
    };
    h1.open();
    EXPECT_EQ(h1.fail_one(), failures{transport_failure::ambiguous});
    EXPECT_EQ(h1.requests, 1) << "never resent";
  }
}

TEST(h1_pool, silence_and_dripping_end_at_the_deadline_and_cost_the_connection) {
  for (const auto& text : {""s, "HTTP/1.1 200 OK\r\n"s}) {
    h1_bench h1;
    int answered = 0;
    h1.peer.answer = [&](int, const std::string&) {
      return ++answered == 1 ? peer_reply{text} : peer_reply{std::string(ok)};
    };
    h1.open();
    auto exchanges = make_exchanges(1);
    exchanges[0]->timeout = 100ms;
    h1.bench.submit(exchanges);
    h1.bench.run_until_over(exchanges);
    EXPECT_EQ(exchanges[0]->failures, failures{transport_failure::ambiguous});
    EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
    EXPECT_EQ(h1.peer.connects, 2);
  }
}

TEST(h1_pool, garbage_and_excess_are_malformed) {
  const std::array answers{"220 mail.example ESMTP\r\n\r\n"s, "\x15\x03\x01\x02\x02"s + std::string(20, '\n'),
                           "HTTP/1.1 200 OK\r\nx: "s + std::string(20'000, 'h'),
                           "HTTP/1.1 200 OK\r\n\r\n"s + std::string(70'000, 'b'),
                           "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"s};
  for (const auto& text : answers) {
    h1_bench h1;
    h1.peer.answer = [&](int, const std::string&) { return peer_reply{text}; };
    h1.open();
    EXPECT_EQ(h1.fail_one(), failures{transport_failure::malformed}) << text.substr(0, 40);
  }
}

TEST(h1_pool, cancel_at_every_stage_reports_at_once_and_leaves_no_trace) {
  for (int turns = 0; turns < 40; ++turns) {
    h1_bench h1;
    h1.peer.answer = nullptr;
    h1.open();
    auto exchanges = make_exchanges(3);
    h1.bench.submit(exchanges);
    for (int turn = 0; turn < turns; ++turn) h1.bench.context.run_one();
    for (auto& exchange : exchanges) h1.bench.pool->cancel(*exchange);
    for (auto& exchange : exchanges) EXPECT_EQ(exchange->failures, failures{transport_failure::cancelled});
    exchanges.clear();
    EXPECT_EQ(h1.bench.pool->stats().in_flight, 0U);
    EXPECT_EQ(h1.bench.pool->stats().waiting, 0U);
    h1.bench.pool.reset();
    EXPECT_EQ(h1.bench.wheel.size(), 0U);
  }
}

TEST(h1_pool, destruction_cancels_what_is_left_at_every_stage) {
  for (int turns = 0; turns < 40; ++turns) {
    h1_bench h1;
    h1.peer.answer = nullptr;
    h1.open();
    auto exchanges = make_exchanges(3);
    h1.bench.submit(exchanges);
    for (int turn = 0; turn < turns; ++turn) h1.bench.context.run_one();
    h1.bench.pool.reset();
    for (auto& exchange : exchanges) EXPECT_EQ(exchange->failures, failures{transport_failure::cancelled});
    exchanges.clear();
    EXPECT_EQ(h1.bench.wheel.size(), 0U);
  }
}

TEST(h1_pool, a_denied_address_is_blocked_on_each_dial) {
  h1_bench h1;
  const auto guard = address_guard::make({}).value();
  auto options = h1.options();
  options.guard = &guard;
  h1.bench.open(options);
  EXPECT_EQ(h1.fail_one(), failures{transport_failure::blocked});
  EXPECT_EQ(h1.peer.connects, 0);
}

TEST(h1_pool, what_cannot_be_sent_does_not_hold_up_what_can) {
  h1_bench h1;
  auto options = h1.options();
  options.single_connections = 1;
  h1.bench.open(options);
  auto exchanges = make_exchanges(3);
  exchanges[1]->request.headers = {{.name = "x", .value = "a\r\nb: c"}};
  h1.bench.submit(exchanges);
  h1.bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->responses, 1);
  EXPECT_EQ(exchanges[1]->failures, failures{transport_failure::unsendable});
  EXPECT_EQ(exchanges[2]->responses, 1);
}

TEST(h1_pool, an_idle_connection_is_closed_and_the_next_request_dials) {
  h1_bench h1;
  auto options = h1.options();
  options.idle_timeout = 40ms;
  h1.bench.open(options);
  EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
  h1.bench.run_until([&] { return h1.bench.pool->stats().connections == 0; });
  EXPECT_EQ(h1.exchange(1)[0]->responses, 1);
  EXPECT_EQ(h1.peer.connects, 2);
}

TEST(h1_pool, tells_since_when_nothing_is_lent) {
  h1_bench h1;
  h1.open();
  const auto made = h1.bench.pool->idle_since();
  ASSERT_TRUE(made.has_value());
  auto exchanges = make_exchanges(2);
  h1.bench.submit(exchanges);
  EXPECT_EQ(h1.bench.pool->idle_since(), std::nullopt);
  h1.bench.pool->cancel(*exchanges[0]);
  EXPECT_EQ(h1.bench.pool->idle_since(), std::nullopt);
  h1.bench.run_until([&] { return exchanges[1]->is_over(); });
  EXPECT_GT(h1.bench.pool->idle_since(), made);
}

}  // namespace
}  // namespace carillon::net
