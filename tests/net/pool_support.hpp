// A pool and a server that can be told to misbehave, on loopback, in one io_context.
#pragma once

#include <functional>
#include <set>

#include "net/h2/h2_server.hpp"
#include "net/origin_pool.hpp"
#include "tests/net/h2/h2_support.hpp"
#include "tests/net/tls/tls_support.hpp"

namespace carillon::net {

class scripted_server final : public h2_server_handler {
 public:
  void on_connect(h2_server_connection& connection) override {
    ++connects;
    if (on_open) on_open(connection);
  }
  void on_requests(h2_server_connection& connection, std::span<h2_server_request* const> requests) override {
    for (auto* const request : requests) {
      ++paths[std::string(request->path())];
      ++total;
      if (answer)
        answer(connection, *request);
      else
        connection.respond(request->stream(), {.status = 200});
    }
  }
  void on_disconnect(h2_server_connection&) override { ++disconnects; }

  std::function<void(h2_server_connection&)> on_open;
  std::function<void(h2_server_connection&, const h2_server_request&)> answer;
  std::map<std::string, int> paths;  ///< how often each was asked for
  int total = 0;
  int connects = 0;
  int disconnects = 0;
};

/// Everything a test of the pool needs. Runs the loop until a condition holds; ctest's timeout ends a hang.
class pool_bench {
 public:
  explicit pool_bench(h2_server_options options = {}, std::string alpn = "h2")
      : server(context, certificate.server(std::move(alpn)), script, options) {
    port = server.listen(boost::asio::ip::make_address("127.0.0.1"), 0).value();
  }
  ~pool_bench() {
    pool.reset();
    server.close();
    context.restart();
    context.poll();
  }

  origin_pool_options options() {
    return {.target = {.host = "localhost", .port = port}, .tls = certificate.client(), .connections = 1};
  }
  void open(origin_pool_options with) {
    pool = std::make_unique<origin_pool>(context, wheel, std::move(with));
  }
  void open() { open(options()); }

  void run_until(const std::function<bool()>& is_done) {
    context.restart();
    while (!is_done()) context.run_one();
  }
  void submit(std::vector<std::unique_ptr<recorded_exchange>>& exchanges) {
    for (auto& exchange : exchanges) pool->submit(*exchange);
  }
  void run_until_over(std::vector<std::unique_ptr<recorded_exchange>>& exchanges) {
    run_until(
        [&] { return std::ranges::all_of(exchanges, [](const auto& each) { return each->is_over(); }); });
  }

  asio::io_context context{1};
  deadline_wheel wheel{context};
  test_certificate certificate;
  scripted_server script;
  h2_server server;
  std::uint16_t port = 0;
  std::unique_ptr<origin_pool> pool;
};

}  // namespace carillon::net
