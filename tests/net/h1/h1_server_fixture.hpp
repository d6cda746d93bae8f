// An HTTP/1.1 server on a thread of its own that tells, in its answers, what it understood.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>

#include "net/h1/h1_server.hpp"
#include "net/io_thread.hpp"
#include "tests/support/http_client.hpp"

namespace carillon::net {

class h1_server_test : public ::testing::Test {
 protected:
  using http_client = test::http_client;

  void start(const h1_server_options& options) {
    server_ = std::make_unique<h1_server>(thread_.context(), options,
                                          [](h1_request request) { return echo(std::move(request)); });
    port_ = server_->listen("127.0.0.1:0").value();
    thread_.start();
  }
  void start() { start({}); }

  void TearDown() override {
    if (!server_) return;
    stop(std::chrono::seconds(5));
    thread_.post([this] { server_.reset(); });
    thread_.release();
    thread_.join();
  }

  void stop(std::chrono::milliseconds patience) {
    std::promise<void> stopped;
    thread_.post([&] {
      asio::co_spawn(thread_.context(), server_->stop(patience),
                     [&](std::exception_ptr) { stopped.set_value(); });
    });
    stopped.get_future().wait();
  }

  /// What /constant answers: more than any kernel takes for a client that does not read.
  static const std::string& constant() {
    static const std::string made(8 << 20, 'c');
    return made;
  }

  static task<h1_response> echo(h1_request request) {
    h1_response response;
    response.charged_to.group = request.header("x-project");
    response.body = request.method + ' ' + request.path + '?' + request.query + " [" + request.body + ']';
    response.content_type = "text/plain";
    if (request.path == "/headers") response.body = std::string(request.header("x-mark"));
    if (request.path == "/close") response.must_close = true;
    if (request.path == "/nothing") response = {.status = 204, .body = "never sent"};
    if (request.path == "/constant") response.constant = constant();
    if (request.path == "/slow") {
      asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(300));
      co_await timer.async_wait(asio::as_tuple(asio::use_awaitable_t<asio::io_context::executor_type>{}));
    }
    co_return response;
  }

  std::uint16_t port_ = 0;
  io_thread thread_{"h1-test"};
  std::unique_ptr<h1_server> server_;
};

}  // namespace carillon::net
