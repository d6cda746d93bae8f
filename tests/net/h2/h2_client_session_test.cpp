#include <gtest/gtest.h>

#include <array>

#include "tests/net/h2/h2_support.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;

TEST(h2_client_session, takes_nothing_before_the_peers_settings) {
  joined_sessions wire;
  EXPECT_FALSE(wire.client.is_ready());
  EXPECT_EQ(wire.client.capacity(), 0U);
  wire.settle();
  EXPECT_TRUE(wire.client.is_ready());
  EXPECT_EQ(wire.client.capacity(), 200U);
}

TEST(h2_client_session, carries_a_request_and_its_answer) {
  joined_sessions wire;
  std::vector<std::string> seen;
  wire.answer = [&](const h2_server_request& request) {
    seen = {std::string(request.method()),
            std::string(request.path()),
            std::string(request.authority()),
            std::string(request.header(":scheme")),
            std::string(request.header("apns-topic")),
            std::string(request.header("content-length")),
            std::string(request.body())};
    const std::array headers{h2_server_header{.name = "apns-id", .value = "an-id"},
                             h2_server_header{.name = "retry-after", .value = "7"},
                             h2_server_header{.name = "content-type", .value = "application/json"}};
    wire.server.respond(request.stream(), {.status = 429, .headers = headers, .body = R"({"reason":"x"})"});
  };
  wire.settle();
  recorded_exchange exchange("/3/device/abc");
  exchange.request.headers = {{.name = "apns-topic", .value = "org.example"}};
  constexpr std::array<std::string_view, 2> kept{"apns-id", "x-other"};
  exchange.request.kept = kept;
  wire.client.submit(exchange);
  wire.settle();
  EXPECT_EQ(seen, (std::vector<std::string>{"POST", "/3/device/abc", "push.example", "https", "org.example",
                                            "24", R"({"aps":{"alert":"ding"}})"}));
  EXPECT_EQ(exchange.responses, 1);
  EXPECT_EQ(exchange.response.status, 429);
  EXPECT_EQ(exchange.response.kept, (std::vector<std::string>{"an-id", ""}));
  EXPECT_EQ(exchange.response.retry_after, "7");
  EXPECT_EQ(exchange.response.content_type, "application/json");
  EXPECT_EQ(exchange.response.body, R"({"reason":"x"})");
  EXPECT_EQ(wire.client.open_streams(), 0U);
}

TEST(h2_client_session, a_reused_exchange_forgets_the_answer_before) {
  joined_sessions wire;
  bool is_first = true;
  wire.answer = [&](const h2_server_request& request) {
    const std::array headers{h2_server_header{.name = "apns-id", .value = "one"}};
    if (std::exchange(is_first, false))
      wire.server.respond(request.stream(), {.status = 400, .headers = headers, .body = "first"});
    else
      wire.server.respond(request.stream(), {.status = 200});
  };
  wire.settle();
  recorded_exchange exchange;
  constexpr std::array<std::string_view, 1> kept{"apns-id"};
  exchange.request.kept = kept;
  wire.client.submit(exchange);
  wire.settle();
  EXPECT_EQ(exchange.response.body, "first");
  EXPECT_EQ(exchange.response.kept, std::vector<std::string>{"one"});
  wire.client.submit(exchange);
  wire.settle();
  EXPECT_EQ(exchange.responses, 2);
  EXPECT_EQ(exchange.response.status, 200);
  EXPECT_EQ(exchange.response.body, "");
  EXPECT_EQ(exchange.response.kept, std::vector<std::string>{""});
}

TEST(h2_client_session, obeys_every_change_of_the_stream_limit) {
  joined_sessions wire({.streams = 5000}, {.max_streams = 1});
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 1U);
  wire.server.set_max_streams(1000);
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 1000U);
  auto exchanges = make_exchanges(10);
  for (auto& exchange : exchanges) wire.client.submit(*exchange);
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 990U);
  wire.server.set_max_streams(1);
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 0U);
  for (const auto stream : wire.requests) wire.server.respond(stream, {.status = 200});
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 1U);
  wire.server.set_max_streams(0);
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 0U);
  for (auto& exchange : exchanges) EXPECT_EQ(exchange->responses, 1);
}

TEST(h2_client_session, keeps_to_its_own_cap) {
  joined_sessions wire({.streams = 3}, {.max_streams = 1000});
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 3U);
}

TEST(h2_client_session, probes_with_one_stream_until_a_200) {
  joined_sessions wire({.streams = 50, .is_probed_first = true});
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 1U);
  recorded_exchange refused;
  recorded_exchange accepted;
  int status = 403;
  wire.answer = [&](const h2_server_request& request) {
    wire.server.respond(request.stream(), {.status = status});
  };
  wire.client.submit(refused);
  EXPECT_EQ(wire.client.capacity(), 0U);
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 1U);
  status = 200;
  wire.client.submit(accepted);
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 50U);
}

TEST(h2_client_session, is_used_up_after_its_last_stream_id) {
  joined_sessions wire({.last_stream = 5});
  wire.answer = [&](const h2_server_request& request) {
    wire.server.respond(request.stream(), {.status = 200});
  };
  wire.settle();
  auto exchanges = make_exchanges(3);
  for (auto& exchange : exchanges) {
    ASSERT_GT(wire.client.capacity(), 0U);
    wire.client.submit(*exchange);
  }
  EXPECT_EQ(wire.client.capacity(), 0U);
  wire.settle();
  for (auto& exchange : exchanges) EXPECT_EQ(exchange->responses, 1);
  EXPECT_TRUE(wire.client.is_finished());
}

TEST(h2_client_session, retires_after_what_runs) {
  joined_sessions wire;
  wire.settle();
  recorded_exchange exchange;
  wire.client.submit(exchange);
  wire.settle();
  wire.client.retire();
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 0U);
  EXPECT_FALSE(wire.client.is_finished());
  wire.server.respond(wire.requests.front(), {.status = 200});
  wire.settle();
  EXPECT_EQ(exchange.responses, 1);
  EXPECT_TRUE(wire.client.is_finished());
}

TEST(h2_client_session, pings_a_silent_peer_and_gives_up_on_a_mute_one) {
  joined_sessions wire({.ping_interval = 60s, .pong_patience = 10s});
  EXPECT_EQ(wire.client.waits().time, 0s) << "the dial's own deadline counts";
  wire.settle();
  EXPECT_EQ(wire.client.waits().time, 60s);
  const auto idle = wire.client.waits().turn;
  EXPECT_TRUE(wire.client.on_silence());
  EXPECT_EQ(wire.client.waits().time, 10s);
  EXPECT_NE(wire.client.waits().turn, idle);
  wire.settle();
  EXPECT_EQ(wire.client.waits().time, 60s) << "the answer came";
  EXPECT_TRUE(wire.client.on_silence());
  EXPECT_FALSE(wire.client.on_silence());
}

TEST(h2_client_session, pings_a_peer_that_let_a_request_run_out_of_time) {
  joined_sessions wire({.ping_interval = 60s, .pong_patience = 10s});
  wire.settle();
  recorded_exchange late, later;
  wire.client.submit(late);
  wire.client.submit(later);
  wire.settle();
  wire.client.cancel(late);
  EXPECT_EQ(wire.client.waits().time, 10s);
  const auto asked = wire.client.waits().turn;
  wire.client.cancel(later);
  EXPECT_EQ(wire.client.waits().turn, asked) << "one PING, from whose time on it counts";
  wire.settle();
  EXPECT_EQ(wire.client.waits().time, 60s) << "it lives";
}

TEST(h2_client_session, a_longer_body_is_taken_where_it_is_wanted) {
  joined_sessions wire;
  wire.answer = [&](const h2_server_request& request) {
    wire.server.respond(request.stream(), {.status = 200, .body = std::string(100'000, 'b')});
  };
  wire.settle();
  recorded_exchange wanted;
  wanted.most_body = 100'000;
  recorded_exchange unwanted;
  unwanted.most_body = 99'999;
  wire.client.submit(wanted);
  wire.client.submit(unwanted);
  wire.settle();
  EXPECT_EQ(wanted.response.body.size(), 100'000U);
  EXPECT_EQ(unwanted.failures, std::vector{transport_failure::malformed});
}

/// How many bytes a request takes whose equal was sent before, by how its header may be indexed. (nghttp2
/// never indexes authorization, whatever one asks.)
std::size_t second_request_size(header_indexing indexing, const std::string& path) {
  joined_sessions wire;
  wire.answer = [&](const h2_server_request& request) {
    wire.server.respond(request.stream(), {.status = 200});
  };
  wire.settle();
  std::size_t before = 0;
  for (int i = 0; i < 2; ++i) {
    before = wire.sent_by_client;
    recorded_exchange exchange(path);
    exchange.request.headers = {{.name = "apns-topic", .value = std::string(80, 'q'), .indexing = indexing}};
    wire.client.submit(exchange);
    wire.settle();
  }
  return wire.sent_by_client - before;
}

TEST(h2_client_session, indexes_what_repeats_and_never_the_path) {
  EXPECT_GT(second_request_size(header_indexing::never, "/a"),
            second_request_size(header_indexing::allowed, "/a") + 40);
  EXPECT_GE(second_request_size(header_indexing::allowed, "/" + std::string(80, 'a')),
            second_request_size(header_indexing::allowed, "/a") + 40);
}

TEST(h2_client_session, sends_no_priority_and_refuses_pushes) {
  joined_sessions wire;
  std::string bytes;
  wire.client.produce(bytes);
  ASSERT_TRUE(bytes.starts_with("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  wire.server.receive(bytes);
  wire.to_client();
  recorded_exchange exchange;
  wire.client.submit(exchange);
  bytes.erase(0, 24);
  wire.client.produce(bytes);
  std::vector<int> kinds;
  bool is_push_off = false;
  while (bytes.size() >= 9) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const std::size_t size = static_cast<std::size_t>(byte(0)) << 16 | byte(1) << 8 | byte(2);
    kinds.push_back(byte(3));
    if (byte(3) == 4)
      for (std::size_t at = 9; at < 9 + size; at += 6)
        is_push_off = is_push_off || (byte(at + 1) == 2 && byte(at + 5) == 0);
    if (byte(3) == 1) EXPECT_EQ(byte(4) & 0x20, 0) << "HEADERS carries a priority";
    bytes.erase(0, 9 + size);
  }
  EXPECT_TRUE(is_push_off);
  EXPECT_EQ(std::ranges::count(kinds, 2), 0) << "PRIORITY frame";
  EXPECT_EQ(std::ranges::count(kinds, 1), 1);
  wire.client.cancel(exchange);
}

}  // namespace
}  // namespace carillon::net
