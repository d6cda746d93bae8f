#include "net/h1/h1_client_session.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/net/recorded_exchange.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;
using failures = std::vector<transport_failure>;

constexpr auto ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"sv;

/// A session, and completions handed on as client_connection does.
struct scripted_session {
  void submit(recorded_exchange& lent) { session.submit(lent); }
  std::string produce() {
    std::string out;
    session.produce(out);
    collect();
    return out;
  }
  bool feed(std::string_view bytes) {
    const bool is_content = session.receive(bytes);
    collect();
    return is_content;
  }
  void lose(stream_end how = stream_end::clean) {
    session.lose(how);
    collect();
  }
  void collect() {
    while (const auto ended = session.take_completion()) {
      if (ended->failure)
        ended->lent->on_failure(*ended->failure);
      else
        ended->lent->on_response();
    }
  }

  h1_client_session session{{.authority = "hooks.example", .idle_timeout = 30s}};
};

TEST(h1_client_session, writes_a_request_and_reads_its_answer) {
  scripted_session wire;
  recorded_exchange exchange("/hook?a=b");
  exchange.request.headers = {{.name = "content-type", .value = "application/json"}};
  ASSERT_EQ(wire.session.capacity(), 1U);
  wire.submit(exchange);
  EXPECT_EQ(wire.session.capacity(), 0U);
  EXPECT_FALSE(exchange.was_flushed());
  EXPECT_EQ(wire.produce(),
            "POST /hook?a=b HTTP/1.1\r\nhost: hooks.example\r\ncontent-type: application/json\r\n"
            "content-length: 24\r\n\r\n{\"aps\":{\"alert\":\"ding\"}}");
  EXPECT_TRUE(exchange.was_flushed());
  EXPECT_EQ(wire.produce(), "");
  EXPECT_TRUE(wire.feed(ok));
  EXPECT_EQ(exchange.responses, 1);
  EXPECT_EQ(exchange.response.status, 200);
  EXPECT_EQ(exchange.response.body, "ok");
  EXPECT_EQ(wire.session.capacity(), 1U) << "kept alive";
  EXPECT_FALSE(wire.session.is_finished());
}

TEST(h1_client_session, says_no_length_where_no_body_is_usual) {
  scripted_session wire;
  recorded_exchange exchange("/");
  exchange.request.method = "GET";
  exchange.request.body.clear();
  wire.submit(exchange);
  EXPECT_EQ(wire.produce(), "GET / HTTP/1.1\r\nhost: hooks.example\r\n\r\n");
}

TEST(h1_client_session, never_follows_a_redirect) {
  scripted_session wire;
  recorded_exchange exchange;
  constexpr std::array<std::string_view, 1> kept{"location"};
  exchange.request.kept = kept;
  wire.submit(exchange);
  wire.produce();
  wire.feed("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(exchange.response.status, 302);
  EXPECT_EQ(exchange.response.kept, std::vector{"http://127.0.0.1/"s});
  EXPECT_EQ(wire.produce(), "");
}

TEST(h1_client_session, what_would_break_out_of_its_line_is_not_sent) {
  const std::array<std::function<void(wire_request&)>, 6> spoil{
      [](wire_request& request) { request.path = "/a b"; },
      [](wire_request& request) { request.path = "no-slash"; },
      [](wire_request& request) { request.path = "/a\r\nx: y"; },
      [](wire_request& request) { request.method = "PO ST"; },
      [](wire_request& request) { request.headers = {{.name = "x", .value = "a\r\nevil: 1"}}; },
      [](wire_request& request) { request.headers = {{.name = "x:", .value = "a"}}; },
  };
  for (const auto& each : spoil) {
    scripted_session wire;
    recorded_exchange exchange;
    each(exchange.request);
    wire.submit(exchange);
    EXPECT_EQ(wire.produce(), "");
    EXPECT_EQ(exchange.failures, failures{transport_failure::unsendable});
    EXPECT_EQ(wire.session.capacity(), 1U);
  }
}

TEST(h1_client_session, a_long_body_leaves_in_pieces) {
  scripted_session wire;
  recorded_exchange exchange;
  exchange.request.body.assign(200'000, 'b');
  wire.submit(exchange);
  std::size_t sent = 0;
  for (auto piece = wire.produce(); !piece.empty(); piece = wire.produce()) {
    EXPECT_LE(piece.size(), 65U * 1024);
    sent += piece.size();
  }
  EXPECT_GT(sent, 200'000U);
}

TEST(h1_client_session, an_answer_before_the_body_left_is_taken_and_ends_the_connection) {
  scripted_session wire;
  recorded_exchange exchange;
  exchange.request.body.assign(200'000, 'b');
  wire.submit(exchange);
  wire.produce();
  wire.feed("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(exchange.response.status, 413);
  EXPECT_TRUE(wire.session.is_finished());
  EXPECT_EQ(wire.session.capacity(), 0U);
}

TEST(h1_client_session, the_line_between_refused_and_ambiguous_is_the_flush) {
  for (const auto how : {stream_end::clean, stream_end::torn}) {
    scripted_session before;
    recorded_exchange unflushed;
    before.submit(unflushed);
    before.lose(how);
    EXPECT_EQ(unflushed.failures, failures{transport_failure::refused});
    scripted_session after;
    recorded_exchange flushed;
    after.submit(flushed);
    after.produce();
    after.lose(how);
    EXPECT_EQ(flushed.failures, failures{transport_failure::ambiguous});
  }
}

TEST(h1_client_session, the_end_at_every_byte_of_an_answer_is_ambiguous) {
  for (std::size_t size = 0; size < ok.size(); ++size) {
    scripted_session wire;
    recorded_exchange exchange;
    wire.submit(exchange);
    wire.produce();
    wire.feed(ok.substr(0, size));
    wire.lose();
    EXPECT_EQ(exchange.failures, failures{transport_failure::ambiguous}) << size;
  }
}

TEST(h1_client_session, bytes_nobody_asked_for_end_the_connection) {
  scripted_session idle;
  EXPECT_FALSE(idle.feed("HTTP/1.1 408 Request Timeout\r\n\r\n"));
  EXPECT_EQ(idle.session.capacity(), 0U);
  scripted_session overtaken;
  recorded_exchange exchange;
  overtaken.submit(exchange);
  EXPECT_FALSE(overtaken.feed(ok)) << "it answers what has not left";
  EXPECT_EQ(exchange.failures, failures{transport_failure::refused});
  scripted_session doubled;
  recorded_exchange first;
  doubled.submit(first);
  doubled.produce();
  EXPECT_FALSE(doubled.feed(std::string(ok) + std::string(ok)));
  EXPECT_EQ(first.responses, 1);
  EXPECT_EQ(doubled.session.capacity(), 0U);
}

TEST(h1_client_session, a_broken_answer_is_malformed_and_ends_the_connection) {
  scripted_session wire;
  recorded_exchange exchange;
  wire.submit(exchange);
  wire.produce();
  EXPECT_FALSE(wire.feed("220 mail.example ESMTP\r\n\r\n"));
  EXPECT_EQ(exchange.failures, failures{transport_failure::malformed});
  EXPECT_TRUE(wire.session.is_finished());
}

TEST(h1_client_session, cancelling_what_runs_costs_the_connection) {
  scripted_session wire;
  auto exchange = std::make_unique<recorded_exchange>();
  wire.submit(*exchange);
  wire.produce();
  EXPECT_FALSE(wire.session.cancel(*exchange));
  exchange.reset();  // any later use is caught by ASan
  wire.lose();
  EXPECT_TRUE(wire.session.is_finished());
}

TEST(h1_client_session, cancelling_a_completion_leaves_the_connection_alone) {
  scripted_session wire;
  recorded_exchange exchange;
  wire.submit(exchange);
  wire.produce();
  wire.session.receive(ok);
  EXPECT_TRUE(wire.session.cancel(exchange));
  wire.collect();
  EXPECT_FALSE(exchange.is_over());
  EXPECT_EQ(wire.session.capacity(), 1U);
}

TEST(h1_client_session, an_idle_connection_is_left_before_its_peer_leaves_it) {
  scripted_session wire;
  EXPECT_EQ(wire.session.waits().time, 30s);
  recorded_exchange exchange;
  wire.submit(exchange);
  EXPECT_EQ(wire.session.waits().time, 0s) << "the exchange has its own deadline";
  wire.produce();
  wire.feed("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(wire.session.waits().time, 4s);
  EXPECT_FALSE(wire.session.on_silence());
  recorded_exchange next;
  wire.submit(next);
  wire.produce();
  wire.feed("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(wire.session.is_finished());
}

TEST(h1_client_session, retires_after_what_runs) {
  scripted_session wire;
  recorded_exchange exchange;
  wire.submit(exchange);
  wire.produce();
  wire.session.retire();
  EXPECT_FALSE(wire.session.is_finished());
  wire.feed(ok);
  EXPECT_EQ(exchange.responses, 1);
  EXPECT_TRUE(wire.session.is_finished());
}

}  // namespace
}  // namespace carillon::net
