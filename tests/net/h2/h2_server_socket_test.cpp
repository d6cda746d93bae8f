// What the client side never does to our server, and the sandbox's customers do.
#include <gtest/gtest.h>

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "net/tls/tls_pump.hpp"
#include "tests/net/pool_support.hpp"

namespace carillon::net {
namespace {

TEST(h2_server, accepts_a_client_without_alpn) {
  pool_bench bench;
  const auto tls = bench.certificate.client("");
  tls_stream stream(tcp_socket(bench.context), *tls);
  stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), bench.port});
  std::string greeting(9, '\0');
  std::size_t received = 0;
  stream.async_handshake(asio::ssl::stream_base::client, [&](boost::system::error_code ec) {
    ASSERT_FALSE(ec) << ec.message();
    stream.async_read_some(asio::buffer(greeting),
                           [&](boost::system::error_code, std::size_t size) { received = size; });
  });
  bench.run_until([&] { return received > 0; });
  EXPECT_EQ(SSL_get_verify_result(stream.native_handle()), X509_V_OK);
  EXPECT_EQ(greeting[3], 4) << "the first frame is SETTINGS";
}

TEST(h2_server, hands_over_all_requests_of_a_read_at_once) {
  struct counting final : h2_server_handler {
    void on_requests(h2_server_connection& connection,
                     std::span<h2_server_request* const> requests) override {
      largest = std::max(largest, requests.size());
      for (auto* const request : requests) connection.respond(request->stream(), {.status = 200});
    }
    std::size_t largest = 0;
  } handler;
  pool_bench bench;
  h2_server server(bench.context, bench.certificate.server(), handler);
  auto options = bench.options();
  options.target.port = server.listen(asio::ip::make_address("127.0.0.1"), 0).value();
  bench.open(options);
  auto exchanges = make_exchanges(100);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(handler.largest, 100U);
}

TEST(h2_server, resets_a_request_whose_body_is_too_large) {
  pool_bench bench({.max_body = 1000});
  bench.open();
  auto exchanges = make_exchanges(2);
  exchanges[0]->request.body.assign(1001, 'b');
  exchanges[1]->request.body.assign(1000, 'b');
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->failures, std::vector{transport_failure::ambiguous});
  EXPECT_EQ(exchanges[1]->responses, 1);
  EXPECT_EQ(bench.script.total, 1);
}

TEST(h2_server, raw_bytes_break_the_connection_as_ordered) {
  pool_bench bench;
  bench.open();
  bench.script.answer = [](h2_server_connection& connection, const h2_server_request&) {
    connection.write_raw("this is no frame, whatever one makes of it: too long a length and an odd type");
  };
  auto exchanges = make_exchanges(1);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(exchanges[0]->failures, std::vector{transport_failure::ambiguous});
}

TEST(h2_server, close_drops_everybody_and_tells_the_handler) {
  pool_bench bench;
  bench.open();
  auto exchanges = make_exchanges(1);
  bench.submit(exchanges);
  bench.run_until_over(exchanges);
  EXPECT_EQ(bench.server.connections(), 1U);
  bench.server.close();
  EXPECT_EQ(bench.server.connections(), 0U);
  EXPECT_EQ(bench.script.disconnects, 1);
}

}  // namespace
}  // namespace carillon::net
