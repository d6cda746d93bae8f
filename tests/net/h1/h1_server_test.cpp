#include "net/h1/h1_server.hpp"

#include <gtest/gtest.h>

#include "tests/net/h1/h1_corpus.hpp"
#include "tests/net/h1/h1_server_fixture.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;
using test::http_client;

TEST_F(h1_server_test, answers_requests_one_after_another_on_one_connection) {
  start();
  http_client client(port_);
  EXPECT_EQ(client.send({.target = "/a?b=c"}).body, "GET /a?b=c []");
  EXPECT_EQ(client.send({.method = "POST", .target = "/d", .body = "{}"}).body, "POST /d? [{}]");
  const auto nothing = client.send({.target = "/nothing"});
  EXPECT_EQ(nothing.status, 204);
  EXPECT_EQ(nothing.header("content-length"), "");
  EXPECT_EQ(client.send({.target = "/after"}).body, "GET /after? []");
}

TEST_F(h1_server_test, answers_pipelined_requests_in_order) {
  start();
  http_client client(port_);
  std::string bytes;
  for (int i = 0; i < 50; ++i) {
    bytes += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
  }
  client.write(bytes);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.read().body, "POST /" + std::to_string(i) + "? [ab]");
}

TEST_F(h1_server_test, understands_a_request_that_comes_byte_by_byte) {
  start();
  http_client client(port_);
  const std::string bytes =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;q\r\nde\r\n0\r\nT: "
      "x\r\n\r\n";
  for (const char c : bytes) client.write(std::string_view(&c, 1));
  EXPECT_EQ(client.read().body, "POST /a? [abcde]");
}

TEST_F(h1_server_test, sends_no_body_for_head_and_ignores_trailers_and_bodies_of_gets) {
  start();
  http_client client(port_);
  const auto head = client.send({.method = "HEAD", .target = "/a"});
  EXPECT_EQ(head.header("content-length"), "11");
  client.write(
      "GET /headers HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Mark: "
      "y\r\n\r\n");
  EXPECT_EQ(client.read().body, "");
  EXPECT_EQ(client.send({.target = "/headers", .headers = {{"X-Mark", "yes"}}}).body, "yes");
}

TEST_F(h1_server_test, answers_the_corpus_and_never_a_canary_behind_a_refused_request) {
  start();
  for (const auto& one : h1_corpus()) {
    http_client client(port_);
    client.write(one.bytes + "GET /canary HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto first = client.read();
    EXPECT_EQ(first.status, one.status) << one.name;
    const auto rest = client.read_to_end();
    const bool saw_canary = rest.find("GET /canary? []") != rest.npos;
    const bool is_http_1_0 = one.name.starts_with("http_1_0");
    EXPECT_EQ(saw_canary, one.status == 200 && !is_http_1_0) << one.name;
    if (one.status != 200) {
      EXPECT_EQ(first.header("connection"), "close") << one.name;
      EXPECT_FALSE(first.message().empty()) << one.name;
    }
  }
}

TEST_F(h1_server_test, refuses_large_bodies_before_reading_them) {
  start({.max_body = 1000, .body_limit = {}, .error_body = {}});
  http_client announced(port_);
  announced.write("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
  EXPECT_EQ(announced.read().status, 413);
  EXPECT_EQ(announced.read_to_end(), "");

  http_client chunked(port_);
  chunked.write("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 11; ++i) chunked.write("64\r\n" + std::string(100, 'a') + "\r\n");
  EXPECT_EQ(chunked.read().status, 413);

  http_client fitting(port_);
  EXPECT_EQ(fitting.send({.method = "POST", .target = "/a", .body = std::string(1000, 'a')}).status, 200);
}

TEST_F(h1_server_test, asks_for_the_limit_of_each_path) {
  start({.max_body = 10,
         .body_limit = [](std::string_view, std::string_view path) -> std::size_t {
           return path == "/big" ? 100 : 10;
         },
         .error_body = {}});
  http_client client(port_);
  EXPECT_EQ(client.send({.method = "POST", .target = "/big", .body = std::string(100, 'a')}).status, 200);
  EXPECT_EQ(client.send({.method = "POST", .target = "/a", .body = std::string(11, 'a')}).status, 413);
}

TEST_F(h1_server_test, invites_a_body_that_fits_and_no_other) {
  start({.max_body = 10, .body_limit = {}, .error_body = {}});
  http_client client(port_);
  client.write("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  client.write("abc");
  EXPECT_EQ(client.read().body, "POST /a? [abc]");
  client.write("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(client.read().status, 413);
}

TEST_F(h1_server_test, gives_up_on_slow_headers_slow_bodies_and_idle_connections) {
  start({.body_limit = {}, .error_body = {}, .header_timeout = 100ms, .idle_timeout = 100ms});
  http_client slow_head(port_);
  slow_head.write("GET /a HTTP/1.1\r\nHos");
  EXPECT_EQ(slow_head.read().status, 408);
  http_client idle(port_);
  EXPECT_EQ(idle.read_to_end(), "");
  http_client after_answer(port_);
  EXPECT_EQ(after_answer.send({.target = "/a"}).status, 200);
  EXPECT_EQ(after_answer.read_to_end(), "");
}

TEST_F(h1_server_test, refuses_header_floods_and_long_targets) {
  start();
  http_client flood(port_);
  std::string bytes = "GET /a HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 10'000; ++i) bytes += "X-" + std::to_string(i) + ": y\r\n";
  flood.write(bytes);
  EXPECT_EQ(flood.read().status, 431);
  http_client megabyte(port_);
  megabyte.write("GET /a HTTP/1.1\r\nHost: x\r\nX: " + std::string(1 << 20, 'a') + "\r\n\r\n");
  EXPECT_EQ(megabyte.read().status, 431);
  http_client target(port_);
  target.write("GET /" + std::string(65536, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(target.read().status, 414);
}

TEST_F(h1_server_test, closes_the_longest_waiting_connection_at_the_limit) {
  start({.body_limit = {}, .error_body = {}, .max_connections = 3});
  http_client oldest(port_), second(port_), third(port_);
  EXPECT_EQ(oldest.send({.target = "/a"}).status, 200);
  EXPECT_EQ(second.send({.target = "/a"}).status, 200);
  EXPECT_EQ(third.send({.target = "/a"}).status, 200);
  http_client fourth(port_);
  EXPECT_EQ(fourth.send({.target = "/a"}).status, 200);
  EXPECT_EQ(oldest.read_to_end(), "");
  EXPECT_EQ(third.send({.target = "/a"}).status, 200);
}

TEST_F(h1_server_test, lets_running_requests_answer_when_it_stops) {
  start();
  http_client busy(port_), idle(port_);
  EXPECT_EQ(idle.send({.target = "/a"}).status, 200);
  busy.write("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(busy.read().status, 200);  // the slow one has begun: it came in the same read
  stop(5s);
  const auto last = busy.read();
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.header("connection"), "close");
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_THROW(http_client{port_}, std::runtime_error);
}

TEST_F(h1_server_test, closes_when_the_handler_or_the_client_wants_it) {
  start();
  http_client handler_wants(port_);
  handler_wants.write("GET /close HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(handler_wants.read().header("connection"), "close");
  EXPECT_EQ(handler_wants.read_to_end(), "");
  http_client client_wants(port_);
  client_wants.write(
      "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client_wants.read().status, 200);
  EXPECT_EQ(client_wants.read_to_end(), "");
}

TEST(h1_server, refuses_addresses_it_cannot_listen_at) {
  asio::io_context context;
  h1_server server(context, {}, [](h1_request) -> task<h1_response> { co_return h1_response{}; });
  for (const auto* address :
       {"", "8080", "1.2.3.4", "127.0.0.1:99999", "127.0.0.1:x", "example.org:80", "9.9.9.9:80"}) {
    const auto port = server.listen(address);
    ASSERT_FALSE(port) << address;
    EXPECT_EQ(port.error().code, errc::configuration);
  }
}

}  // namespace
}  // namespace carillon::net
