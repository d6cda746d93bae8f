#include "net/h1/h1_response_reader.hpp"

#include <gtest/gtest.h>

#include <array>

#include "net/response_headers.hpp"
#include "tests/net/recorded_exchange.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;
using state = h1_response_reader::state;

constexpr std::array<std::string_view, 1> kept{"x-message-id"};

/// What one response was read as.
struct reading {
  state end = state::head;
  int status = 0;
  std::string body;
  std::string message_id;
  bool is_kept_alive = false;
  std::size_t used = 0;
  bool operator==(const reading&) const = default;
};

/// Reads `bytes` in pieces of `piece` bytes, then `after` (if any) as the connection's end.
reading read(std::string_view bytes, std::size_t piece, std::optional<stream_end> after = {},
             std::string_view method = "POST") {
  recorded_exchange lent;
  lent.request.method = method;
  lent.request.kept = kept;
  expect_answer(lent);
  h1_response_reader reader;
  reader.begin(lent);
  reading seen;
  for (auto rest = bytes; !rest.empty() && !reader.is_over();) {
    const auto part = rest.substr(0, piece);
    seen.used += reader.feed(part);
    rest.remove_prefix(part.size());
  }
  if (after) reader.end(*after);
  seen.end = reader.now();
  if (seen.end == state::malformed) seen.used = 0;
  seen.status = lent.response.status;
  seen.body = lent.response.body;
  seen.message_id = lent.response.kept.at(0);
  seen.is_kept_alive = reader.is_kept_alive();
  return seen;
}

/// The same however it is cut.
reading read_every_way(std::string_view bytes, std::optional<stream_end> after = {},
                       std::string_view method = "POST") {
  const auto whole = read(bytes, bytes.size(), after, method);
  for (std::size_t piece = 1; piece < std::min<std::size_t>(bytes.size(), 80); ++piece) {
    const auto cut = read(bytes, piece, after, method);
    EXPECT_TRUE(cut == whole) << "in pieces of " << piece << ": " << bytes.substr(0, 80);
  }
  return whole;
}

TEST(h1_response_reader, reads_a_body_by_its_length) {
  const auto seen =
      read_every_way("HTTP/1.1 202 Accepted\r\nX-Message-Id:  abc \r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(seen.end, state::complete);
  EXPECT_EQ(seen.status, 202);
  EXPECT_EQ(seen.body, "hello");
  EXPECT_EQ(seen.message_id, "abc");
  EXPECT_TRUE(seen.is_kept_alive);
}

TEST(h1_response_reader, reads_chunks_with_extensions_and_trailers) {
  const auto seen = read_every_way(
      "HTTP/1.1 200\r\nTransfer-Encoding: Chunked\r\n\r\n4\r\nwiki\r\n0A;name=\"v\"\r\n0123456789\r\n"
      "0\r\nx-message-id: no header\r\n\r\n");
  EXPECT_EQ(seen.end, state::complete);
  EXPECT_EQ(seen.body, "wiki0123456789");
  EXPECT_EQ(seen.message_id, "");
  EXPECT_TRUE(seen.is_kept_alive);
}

TEST(h1_response_reader, a_body_without_a_length_ends_with_a_clean_close_only) {
  constexpr auto text = "HTTP/1.1 200 OK\r\n\r\nall there is"sv;
  const auto whole = read_every_way(text, stream_end::clean);
  EXPECT_EQ(whole.end, state::complete);
  EXPECT_EQ(whole.body, "all there is");
  EXPECT_FALSE(whole.is_kept_alive);
  EXPECT_EQ(read_every_way(text, stream_end::torn).end, state::malformed);
  EXPECT_EQ(read_every_way("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", stream_end::clean).end,
            state::malformed);
}

TEST(h1_response_reader, some_answers_have_no_body_whatever_they_say) {
  EXPECT_EQ(read_every_way("HTTP/1.1 204 No Content\r\n\r\n").end, state::complete);
  EXPECT_EQ(read_every_way("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n").end, state::complete);
  EXPECT_EQ(read_every_way("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", {}, "HEAD").end, state::complete);
  EXPECT_EQ(read_every_way("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").end, state::complete);
}

TEST(h1_response_reader, passes_over_interim_responses) {
  const auto seen = read_every_way(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nx-message-id: no\r\n\r\n"
      "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(seen.status, 201);
  EXPECT_EQ(seen.body, "ok");
  EXPECT_EQ(seen.message_id, "");
}

TEST(h1_response_reader, tells_where_the_answer_ends) {
  constexpr auto answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"sv;
  const auto seen = read(std::string(answer) + "HTTP/1.1 200", 1000);
  EXPECT_EQ(seen.end, state::complete);
  EXPECT_EQ(seen.used, answer.size());
}

TEST(h1_response_reader, knows_when_a_connection_is_not_kept) {
  for (const auto head : {"HTTP/1.1 204 No\r\nConnection: Close\r\n\r\n"sv,
                          "HTTP/1.1 204 No\r\nConnection: x, close\r\n\r\n"sv, "HTTP/1.0 204 No\r\n\r\n"sv})
    EXPECT_FALSE(read_every_way(head).is_kept_alive) << head;
  EXPECT_TRUE(read_every_way("HTTP/1.1 204 No\r\nConnection: closed\r\n\r\n").is_kept_alive);
}

TEST(h1_response_reader, refuses_what_has_two_readings) {
  for (const auto head : {
           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"sv,
           "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok"sv,
           "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok"sv,
           "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok"sv,
           "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\nok"sv,
           "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok"sv,
           "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"sv,
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nok"sv,
           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
           "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"sv,
           "HTTP/1.1 200 OK\r\nx: a\r\n b\r\n\r\n"sv,
           "HTTP/1.1 200 OK\r\nx : a\r\n\r\n"sv,
           "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"sv,
           "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"sv,
           "HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n"sv,
           "HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\n"sv,
           "HTTP/2 200 OK\r\n\r\n"sv,
           "HTTP/1.1 99 No\r\n\r\n"sv,
           "HTTP/1.1 600 No\r\n\r\n"sv,
           "HTTP/1.1 0200 No\r\n\r\n"sv,
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"sv,
           "ICY 200 OK\r\n\r\n"sv,
           "220 mail.example ESMTP\r\n\r\n"sv,
           "\r\nHTTP/1.1 200 OK\r\n\r\n"sv,
           "<html>not found</html>\r\n\r\n"sv,
       })
    EXPECT_EQ(read_every_way(head).end, state::malformed) << head;
}

TEST(h1_response_reader, refuses_chunks_that_are_none) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const auto body :
       {"x\r\n"sv, "-1\r\n"sv, "0x1\r\n"sv, "1 \r\n"sv, "1\nx\r\n"sv, "1\r\nxy\r\n"sv, "1\r\nx\n"sv,
        "fffffffffffffffff\r\n"sv, "10001\r\n"sv, "\r\n"sv, "1;\x01\r\nx\r\n"sv})
    EXPECT_EQ(read_every_way(head + std::string(body)).end, state::malformed) << body;
}

TEST(h1_response_reader, bounds_heads_lines_bodies_and_trailers) {
  const std::string filler(1000, 'f');
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 17; ++i) head += "x-filler: " + filler + "\r\n";
  EXPECT_EQ(read(head + "\r\n", 700).end, state::malformed);
  std::string interim;
  for (int i = 0; i < 1000; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(read(interim, 700).end, state::malformed);
  std::string lines = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 101; ++i) lines += "a: b\r\n";
  EXPECT_EQ(read(lines + "\r\n", 700).end, state::malformed);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n", 700).end, state::malformed);
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read(chunked + "ffff\r\n" + std::string(65535, 'x') + "\r\n2\r\nxx\r\n", 700).end,
            state::malformed);
  EXPECT_EQ(read(chunked + "1;" + std::string(300, 'x'), 50).end, state::malformed);
  std::string trailers = chunked + "0\r\n";
  for (int i = 0; i < 17; ++i) trailers += "x: " + filler + "\r\n";
  EXPECT_EQ(read(trailers, 700).end, state::malformed);
  const auto open = read("HTTP/1.1 200 OK\r\n\r\n" + std::string(70'000, 'x'), 700);
  EXPECT_EQ(open.end, state::malformed);
  EXPECT_LE(open.body.size(), 64U * 1024);
}

TEST(h1_response_reader, a_body_of_tiny_chunks_is_taken_whole) {
  std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 65'536; ++i) text += "1\r\nx\r\n";
  const auto seen = read(text + "0\r\n\r\n", 16 * 1024);
  EXPECT_EQ(seen.end, state::complete);
  EXPECT_EQ(seen.body.size(), 65'536U);
}

}  // namespace
}  // namespace carillon::net
