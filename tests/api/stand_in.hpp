// A service that is not ours, played by a plain HTTP server on a thread of its own: answers what the test
// says and remembers what it was asked.
#pragma once

#include <future>
#include <mutex>

#include "net/h1/h1_server.hpp"
#include "net/io_thread.hpp"

namespace carillon::api {

class stand_in {
 public:
  stand_in()
      : server_(thread_.context(), {}, [this](net::h1_request asked) { return answer(std::move(asked)); }) {
    thread_.start();
    std::promise<std::uint16_t> port;
    thread_.post([&] { port.set_value(server_.listen("127.0.0.1:0").value()); });
    origin_ = "http://127.0.0.1:" + std::to_string(port.get_future().get());
  }
  ~stand_in() {
    std::promise<void> stopped;
    thread_.post([&] {
      asio::co_spawn(thread_.context(), server_.stop(std::chrono::seconds(5)),
                     [&](std::exception_ptr) { stopped.set_value(); });
    });
    stopped.get_future().get();
    thread_.release();
    thread_.join();
  }

  /// "http://127.0.0.1:<port>"
  const std::string& origin() const noexcept { return origin_; }
  /// What it says from now on.
  void say(int status, std::string body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    const std::lock_guard lock(mutex_);
    headers_ = std::move(headers);
    status_ = status;
    body_ = std::move(body);
  }
  std::vector<net::h1_request> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  task<net::h1_response> answer(net::h1_request asked) {
    const std::lock_guard lock(mutex_);
    asked_.push_back(std::move(asked));
    net::h1_response out;
    out.status = status_;
    out.body = body_;
    out.headers = headers_;
    co_return out;
  }

  mutable std::mutex mutex_;
  int status_ = 200;
  std::string body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::vector<net::h1_request> asked_;
  std::string origin_;
  net::io_thread thread_{"stand-in"};
  net::h1_server server_;
};

}  // namespace carillon::api
