#include <gtest/gtest.h>

#include "tests/net/h2/h2_support.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;
using failures = std::vector<transport_failure>;

TEST(h2_client_session_faults, goaway_amid_200_refuses_those_above_and_finishes_those_below) {
  joined_sessions wire;
  wire.settle();
  auto exchanges = make_exchanges(200);
  for (auto& exchange : exchanges) wire.client.submit(*exchange);
  wire.settle();
  ASSERT_EQ(wire.requests.size(), 200U);
  const auto last = wire.requests[119];
  wire.server.goaway(h2_error_code::no_error, last, "");
  wire.settle();
  EXPECT_EQ(wire.client.capacity(), 0U);
  for (std::size_t i = 0; i < 120; ++i) wire.server.respond(wire.requests[i], {.status = 200});
  wire.settle();
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_EQ(exchanges[i]->responses, i < 120 ? 1 : 0) << i;
    EXPECT_EQ(exchanges[i]->failures, i < 120 ? failures{} : failures{transport_failure::refused}) << i;
  }
  EXPECT_TRUE(wire.client.is_finished());
}

TEST(h2_client_session_faults, goaway_refuses_what_never_left) {
  joined_sessions wire;
  wire.settle();
  recorded_exchange exchange;
  wire.server.goaway(h2_error_code::enhance_your_calm, 0, R"({"reason":"Shutdown"})");
  std::string goaway;
  wire.server.produce(goaway);
  wire.client.submit(exchange);
  wire.client.receive(goaway);
  wire.settle();
  EXPECT_EQ(exchange.failures, failures{transport_failure::refused});
  EXPECT_EQ(wire.client.goaway_code(), 0xbU);
}

TEST(h2_client_session_faults, reset_codes_tell_refused_from_ambiguous) {
  const std::array codes{
      std::pair{h2_error_code::refused_stream, transport_failure::refused},
      std::pair{h2_error_code::cancel, transport_failure::ambiguous},
      std::pair{h2_error_code::internal_error, transport_failure::ambiguous},
      std::pair{h2_error_code::enhance_your_calm, transport_failure::ambiguous},
      std::pair{h2_error_code::no_error, transport_failure::ambiguous},
  };
  joined_sessions wire;
  wire.settle();
  for (const auto& [code, expected] : codes) {
    recorded_exchange exchange;
    wire.client.submit(exchange);
    wire.settle();
    wire.server.reset(wire.requests.back(), code);
    wire.settle();
    EXPECT_EQ(exchange.failures, failures{expected}) << static_cast<int>(code);
  }
}

TEST(h2_client_session_faults, a_reset_amid_the_answer_is_ambiguous) {
  joined_sessions wire;
  wire.settle();
  recorded_exchange exchange;
  wire.client.submit(exchange);
  wire.settle();
  wire.server.respond(1, {.status = 200, .body = "half"}, true);
  wire.settle();
  EXPECT_FALSE(exchange.is_over());
  wire.server.reset(1, h2_error_code::no_error);
  wire.settle();
  EXPECT_EQ(exchange.failures, failures{transport_failure::ambiguous});
}

TEST(h2_client_session_faults, cuts_a_body_over_64_kib_and_only_that_stream) {
  joined_sessions wire;
  wire.settle();
  recorded_exchange huge;
  recorded_exchange fits;
  wire.client.submit(huge);
  wire.client.submit(fits);
  wire.settle();
  wire.server.respond(1, {.status = 200, .body = std::string(1024, 'x'), .body_repeats = 1'000'000});
  wire.server.respond(3, {.status = 200, .body = std::string(64 * 1024, 'y')});
  wire.settle();
  EXPECT_EQ(huge.failures, failures{transport_failure::malformed});
  EXPECT_LE(huge.response.body.size(), 64U * 1024);
  EXPECT_EQ(fits.responses, 1);
  EXPECT_EQ(fits.response.body.size(), 64U * 1024);
  EXPECT_EQ(wire.server.open_streams(), 0U);
}

TEST(h2_client_session_faults, cuts_headers_over_16_kib_and_only_that_stream) {
  joined_sessions wire;
  wire.settle();
  recorded_exchange huge;
  recorded_exchange fits;
  wire.client.submit(huge);
  wire.client.submit(fits);
  wire.settle();
  const std::string filler(3000, 'h');
  const std::vector<h2_server_header> many(6, {.name = "x-filler", .value = filler});
  wire.server.respond(1, {.status = 200, .headers = many});
  wire.server.respond(3, {.status = 200, .headers = std::span(many).first(5)});
  wire.settle();
  EXPECT_EQ(huge.failures, failures{transport_failure::malformed});
  EXPECT_EQ(fits.responses, 1);
}

TEST(h2_client_session_faults, waits_for_the_window_and_goes_on) {
  joined_sessions wire;
  wire.server.set_stream_window(0);
  wire.settle();
  wire.answer = [&](const h2_server_request& request) {
    wire.server.respond(request.stream(), {.status = 200});
  };
  recorded_exchange exchange;
  exchange.request.body.assign(100'000, 'b');
  wire.client.submit(exchange);
  wire.settle();
  EXPECT_EQ(wire.requests.size(), 0U);
  EXPECT_TRUE(exchange.was_flushed());
  wire.server.set_stream_window(1 << 20);
  wire.settle();
  EXPECT_EQ(wire.requests.size(), 1U);
  EXPECT_EQ(exchange.responses, 1);
}

TEST(h2_client_session_faults, an_answer_before_the_body_left_ends_the_exchange) {
  joined_sessions wire;
  wire.server.set_stream_window(0);
  wire.settle();
  auto exchange = std::make_unique<recorded_exchange>();
  wire.client.submit(*exchange);
  wire.settle();
  wire.server.respond(1, {.status = 413, .body = "no"});
  wire.settle();
  EXPECT_EQ(exchange->responses, 1);
  EXPECT_EQ(exchange->response.status, 413);
  exchange.reset();
  wire.server.set_stream_window(1 << 20);
  wire.settle();
  EXPECT_EQ(wire.server.open_streams(), 0U);
}

TEST(h2_client_session_faults, cancellation_at_every_step_leaves_no_trace) {
  // Step 0: before anything left; then after each half turn of the conversation, the answer being slow.
  for (int step = 0; step < 6; ++step) {
    joined_sessions wire;
    wire.settle();
    auto cancelled = std::make_unique<recorded_exchange>();
    auto other = std::make_unique<recorded_exchange>();
    wire.client.submit(*cancelled);
    wire.client.submit(*other);
    const std::array<std::function<void()>, 5> turns{
        [&] { wire.to_server(); },
        [&] { wire.server.respond(1, {.status = 200, .body = "part"}, true); },
        [&] { wire.to_client(); },
        [&] { wire.server.append(1, "rest", true); },
        [&] {
          std::string bytes;
          wire.server.produce(bytes);
          wire.client.receive(bytes);  // complete, but its completion was not taken yet
        },
    };
    for (int done = 0; done < step; ++done) turns[static_cast<std::size_t>(done)]();
    wire.client.cancel(*cancelled);
    EXPECT_EQ(cancelled->is_over(), false) << step;
    cancelled.reset();  // any later use is caught by ASan
    wire.settle();
    wire.server.respond(3, {.status = 200});
    wire.settle();
    EXPECT_EQ(other->responses, 1) << step;
  }
}

TEST(h2_client_session_faults, a_lost_connection_tells_flushed_from_unflushed) {
  joined_sessions wire;
  wire.settle();
  recorded_exchange flushed;
  recorded_exchange unflushed;
  wire.client.submit(flushed);
  wire.settle();
  wire.client.submit(unflushed);
  wire.client.lose(stream_end::torn);
  wire.collect();
  EXPECT_EQ(flushed.failures, failures{transport_failure::ambiguous});
  EXPECT_EQ(unflushed.failures, failures{transport_failure::refused});
}

TEST(h2_client_session_faults, bytes_that_are_not_http2_end_the_connection) {
  for (const std::string_view garbage :
       {"HTTP/1.1 400 Bad Request\r\n\r\n"sv, "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03"sv}) {
    h2_client_session client({.authority = "push.example"});
    std::string out;
    client.produce(out);
    const bool is_content = client.receive(garbage);
    out.clear();
    client.produce(out);
    EXPECT_TRUE(!is_content || client.is_finished());
    EXPECT_FALSE(client.is_ready());
  }
}

TEST(h2_client_session_faults, random_bytes_after_the_settings_never_hang_or_crash) {
  std::uint32_t state = 1;
  for (int round = 0; round < 300; ++round) {
    joined_sessions wire;
    wire.settle();
    recorded_exchange exchange;
    wire.client.submit(exchange);
    wire.to_server();
    std::string noise(200, '\0');
    for (auto& byte : noise) byte = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24);
    noise[0] = noise[1] = 0;  // a frame that ends within the noise
    noise[2] = static_cast<char>(noise[2] & 0x3f);
    noise[3] = static_cast<char>(round % 11);
    wire.client.receive(noise);
    wire.client.lose(stream_end::torn);
    wire.collect();
    EXPECT_TRUE(exchange.is_over());
  }
}

TEST(h2_client_session_faults, a_flood_of_pings_ends_the_connection) {
  joined_sessions wire;
  wire.settle();
  const std::string ping("\0\0\x08\x06\0\0\0\0\0\0\0\0\0\0\0\0\0", 17);
  bool is_content = true;
  for (int i = 0; i < 20'000 && is_content; ++i) is_content = wire.client.receive(ping);
  EXPECT_FALSE(is_content);
}

/// A frame of DATA that heeds no window.
std::string data_frame(std::int32_t stream, std::size_t size) {
  std::string frame{static_cast<char>(size >> 16), static_cast<char>(size >> 8), static_cast<char>(size), 0,
                    0};
  for (const int shift : {24, 16, 8, 0}) frame += static_cast<char>(stream >> shift);
  return frame + std::string(size, 'x');
}

TEST(h2_client_session_faults, a_flood_of_a_body_that_nobody_wants_any_more_ends_the_connection) {
  joined_sessions wire;
  wire.settle();
  recorded_exchange flooded;
  wire.client.submit(flooded);
  wire.settle();
  wire.server.respond(1, {.status = 200, .body = std::string(1024, 'x'), .body_repeats = 1'000});
  wire.to_client();
  const auto frame = data_frame(1, 16'384);
  std::size_t taken = 0;
  while (taken < (64U << 20) && wire.client.receive(frame)) {
    taken += frame.size();
    wire.to_server();
    wire.collect();
  }
  EXPECT_EQ(flooded.failures, failures{transport_failure::malformed});
  EXPECT_LT(taken, 2U << 20);
}

TEST(h2_client_session_faults, answers_of_all_sizes_never_use_up_what_may_come) {
  joined_sessions wire;
  wire.answer = [&](const h2_server_request& request) {
    wire.server.respond(request.stream(), {.status = 200, .body = std::string(64 * 1024, 'y')});
  };
  wire.settle();
  for (int round = 0; round < 100; ++round) {
    auto exchanges = make_exchanges(10);
    for (auto& exchange : exchanges) wire.client.submit(*exchange);
    wire.settle();
    for (auto& exchange : exchanges) ASSERT_EQ(exchange->responses, 1) << round;
  }
}

}  // namespace
}  // namespace carillon::net
