#include "net/h1/h1_exchange.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "net/tls/tls_pump.hpp"
#include "tests/net/tls/tls_support.hpp"

namespace carillon::net {
namespace {

using namespace std::chrono_literals;

/// Accepts one connection, reads a request's head and answers with fixed bytes.
class one_answer_server {
 public:
  one_answer_server(asio::io_context& context, std::string answer,
                    std::shared_ptr<boost::asio::ssl::context> tls = nullptr)
      : acceptor_(context, {asio::ip::make_address("127.0.0.1"), 0}),
        answer_(std::move(answer)),
        tls_(std::move(tls)) {
    asio::co_spawn(context.get_executor(), serve(), [](std::exception_ptr) {});
  }
  std::string url(const std::string& scheme, const std::string& path = "/") const {
    return scheme + "://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
  }
  std::string request;

 private:
  template <class Stream>
  task<> converse(Stream& stream) {
    [[maybe_unused]] auto [read_ec, size] =
        co_await asio::async_read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", no_throw);
    if (answer_.empty()) {  // says nothing until the client leaves
      std::array<char, 1> more;
      [[maybe_unused]] auto [gone, none] = co_await asio::async_read(stream, asio::buffer(more), no_throw);
      co_return;
    }
    [[maybe_unused]] auto [write_ec, written] =
        co_await asio::async_write(stream, asio::buffer(answer_), no_throw);
  }
  task<> serve() {
    tcp_socket socket(acceptor_.get_executor());
    auto [ec] = co_await acceptor_.async_accept(socket, no_throw);
    if (ec) co_return;
    if (!tls_) co_return co_await converse(socket);
    tls_stream stream(std::move(socket), *tls_);
    auto [handshake_ec] = co_await stream.async_handshake(asio::ssl::stream_base::server, no_throw);
    if (!handshake_ec) co_await converse(stream);
  }

  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type> acceptor_;
  std::string answer_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
};

result<wire_response> exchange(asio::io_context& context, h1_call request) {
  std::optional<result<wire_response>> answer;
  asio::co_spawn(context.get_executor(), h1_exchange(context, std::move(request)),
                 [&](std::exception_ptr failure, result<wire_response> got) {
                   EXPECT_EQ(failure, nullptr);
                   answer.emplace(std::move(got));
                 });
  context.restart();  // it stopped when an exchange before this one left it without work
  while (!answer) context.run_one();
  return *answer;
}

/// What is left of a conversation whose answer is `answer`.
result<wire_response> answered_with(std::string answer, std::size_t max_body = 1 << 20) {
  asio::io_context context;
  const one_answer_server server(context, std::move(answer));
  return exchange(context, {.url = server.url("http"), .max_body = max_body});
}

TEST(h1_exchange, sends_the_request_and_returns_the_answer) {
  asio::io_context context;
  const one_answer_server server(context,
                                 "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nRetry-After: 3\r\n"
                                 "Content-Length: 5\r\n\r\nhello");
  const auto answer = exchange(context, {.url = server.url("http", "/v2/broadcasts?x=1"),
                                         .method = "POST",
                                         .headers = {{.name = "x-test", .value = "yes"}},
                                         .body = "{}"});
  ASSERT_TRUE(answer.has_value()) << answer.error().detail;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->content_type, "text/plain");
  EXPECT_EQ(answer->retry_after, "3");
  EXPECT_TRUE(server.request.starts_with("POST /v2/broadcasts?x=1 HTTP/1.1\r\nhost: 127.0.0.1:"));
  EXPECT_NE(server.request.find("\r\nx-test: yes\r\n"), std::string::npos);
  EXPECT_NE(server.request.find("\r\ncontent-length: 2\r\n"), std::string::npos);
}

TEST(h1_exchange, reads_chunked_bodies_and_those_that_end_with_the_connection) {
  EXPECT_EQ(
      answered_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
          ->body,
      "abcde");
  EXPECT_EQ(answered_with("HTTP/1.1 200 OK\r\n\r\nto the end")->body, "to the end");
  EXPECT_EQ(answered_with("HTTP/1.1 204 No Content\r\n\r\n")->status, 204);
}

TEST(h1_exchange, speaks_tls_and_verifies_the_host) {
  asio::io_context context;
  const test_certificate certificate;
  const one_answer_server server(context, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                                 certificate.server("http/1.1"));
  const auto answer = exchange(context, {.url = server.url("https"), .tls = certificate.client("http/1.1")});
  ASSERT_TRUE(answer.has_value()) << answer.error().detail;
  EXPECT_EQ(answer->status, 200);

  const test_certificate other({"other.example"});
  const one_answer_server impostor(context, "HTTP/1.1 200 OK\r\n\r\n", other.server("http/1.1"));
  const auto refused = exchange(context, {.url = impostor.url("https"), .tls = other.client("http/1.1")});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, errc::unavailable);
}

TEST(h1_exchange, names_each_failure) {
  EXPECT_EQ(answered_with("garbage\r\n\r\n").error().code, errc::corrupted);
  EXPECT_EQ(answered_with("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort").error().code, errc::timeout);
  EXPECT_EQ(
      answered_with("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n" + std::string(50, 'x'), 20).error().code,
      errc::too_large);
  EXPECT_EQ(answered_with("HTTP/1.1 200 OK\r\nx: " + std::string(20'000, 'x')).error().code, errc::too_large);
  asio::io_context context;
  EXPECT_EQ(exchange(context, {.url = "ftp://example.org"}).error().code, errc::invalid_argument);
  EXPECT_EQ(exchange(context, {.url = "http://127.0.0.1:1"}).error().code, errc::unavailable);
  EXPECT_EQ(exchange(context, {.url = "http://127.0.0.1", .headers = {{.name = "a", .value = "b\r\nc: d"}}})
                .error()
                .code,
            errc::invalid_argument);
}

TEST(h1_exchange, a_silent_server_ends_at_the_timeout) {
  asio::io_context context;
  const one_answer_server server(context, "");
  EXPECT_EQ(exchange(context, {.url = server.url("http"), .timeout = 50ms}).error().code, errc::timeout);
}

TEST(h1_exchange, a_guarded_address_is_not_connected_to) {
  asio::io_context context;
  const one_answer_server server(context, "HTTP/1.1 200 OK\r\n\r\n");
  const auto guard = address_guard::make({}).value();
  const auto refused = exchange(context, {.url = server.url("http"), .guard = &guard});
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_EQ(server.request, "");
}

}  // namespace
}  // namespace carillon::net
