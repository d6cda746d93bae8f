#include "net/h1/h1_framing.hpp"

#include <gtest/gtest.h>

#include "tests/net/h1/h1_corpus.hpp"

namespace carillon::net {
namespace {

/// What the pure check says of a request's head: its status, or 200.
int status_of_head(std::string_view bytes) {
  const auto scan = find_head(bytes, 16 * 1024);
  if (scan.refusal) return scan.refusal->status;
  const auto outcome = inspect_head(bytes.substr(0, scan.size));
  const auto* refusal = std::get_if<h1_refusal>(&outcome);
  return refusal ? refusal->status : 200;
}

TEST(h1_framing, reads_every_head_of_the_corpus_in_one_way_only) {
  unsigned refused = 0;
  for (const auto& one : h1_corpus()) {
    // Chunks and sizes of bodies are the next stage's business; h1_server_test runs the corpus through both.
    const bool is_about_the_body = one.name.starts_with("chunk_") || one.name == "get_with_large_body";
    const int expected = is_about_the_body ? 200 : one.status;
    EXPECT_EQ(status_of_head(one.bytes), expected) << one.name;
    refused += expected != 200;
  }
  EXPECT_GE(refused, 40u);
}

TEST(h1_framing, finds_the_head_wherever_the_bytes_are_cut) {
  const std::string bytes = "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
  const auto head_size = bytes.size() - 5;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const auto scan = find_head(std::string_view(bytes).substr(0, cut), 16 * 1024);
    EXPECT_FALSE(scan.refusal) << cut;
    EXPECT_EQ(scan.size, cut < head_size ? 0 : head_size) << cut;
  }
}

TEST(h1_framing, looks_at_no_byte_of_a_head_twice) {
  const std::string bytes = "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
  std::string received;
  h1_head_scan scan;
  for (std::size_t cut = 1; cut <= bytes.size() - 5; ++cut) {
    received.assign(scan.seen, '\n');  // would be refused if it were read
    if (scan.seen > 0)
      received.back() = bytes[scan.seen - 1];  // but the CR of an LF to come is looked back at
    received.append(bytes, scan.seen, cut - scan.seen);
    scan = find_head(received, 16 * 1024, scan);
    ASSERT_FALSE(scan.refusal) << cut;
  }
  EXPECT_EQ(scan.size, bytes.size() - 5);
}

TEST(h1_framing, tells_what_the_connection_must_know) {
  const auto outcome = inspect_head(
      "POST /a%2Fb?c=d?e HTTP/1.1\r\nHost: x\r\ncontent-LENGTH:  12 \r\nExpect: 100-Continue\r\n"
      "Connection: keep-alive, Close\r\n\r\n");
  const auto& head = std::get<h1_head>(outcome);
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.path, "/a%2Fb");
  EXPECT_EQ(head.query, "c=d?e");
  EXPECT_EQ(head.content_length, 12u);
  EXPECT_TRUE(head.wants_continue);
  EXPECT_TRUE(head.wants_close);
  EXPECT_FALSE(head.is_chunked);
}

TEST(h1_framing, drops_the_authority_of_an_absolute_target) {
  const auto outcome = inspect_head("GET HTTP://X:80/a?b HTTP/1.1\r\nHost: x:80\r\n\r\n");
  EXPECT_EQ(std::get<h1_head>(outcome).path, "/a");
  EXPECT_EQ(std::get<h1_head>(outcome).query, "b");
}

TEST(h1_framing, refuses_more_than_it_was_allowed_before_the_end_is_seen) {
  const std::string long_target = "GET /" + std::string(max_target + 100, 'a');
  EXPECT_EQ(status_of_head(long_target), 414);
  EXPECT_EQ(status_of_head("GET /" + std::string(max_target, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"), 414);
  EXPECT_EQ(status_of_head("GET /a HTTP/1.1\r\nHost: x\r\nX: " + std::string(17'000, 'a')), 431);
  std::string many = "GET /a HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 120; ++i) many += "X: y\r\n";
  EXPECT_EQ(status_of_head(many + "\r\n"), 431);
}

TEST(h1_framing, survives_every_single_byte_changed_in_a_good_request) {
  const std::string good = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      auto changed = good;
      changed[at] = static_cast<char>(byte);
      const auto scan = find_head(changed, 16 * 1024);
      if (scan.refusal || scan.size == 0) continue;
      const auto outcome = inspect_head(std::string_view(changed).substr(0, scan.size));
      if (const auto* head = std::get_if<h1_head>(&outcome)) {
        EXPECT_FALSE(head->is_chunked && head->content_length);
        EXPECT_TRUE(head->path.starts_with('/'));
      }
    }
  }
}

}  // namespace
}  // namespace carillon::net
