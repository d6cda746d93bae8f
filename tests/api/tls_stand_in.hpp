// A service that is not ours, behind TLS: answers every request with one text and remembers what it was
// asked. On a thread of its own; a connection carries one request. The plain sibling is stand_in.
#pragma once

#include <boost/asio/write.hpp>
#include <mutex>

#include "net/io_thread.hpp"
#include "net/tls/tls_pump.hpp"

namespace carillon::api {

class tls_stand_in {
 public:
  /// `tls` is a server's context; `answer` a body of JSON.
  tls_stand_in(std::shared_ptr<boost::asio::ssl::context> tls, const std::string& answer)
      : answer_("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(answer.size()) + "\r\n\r\n" + answer),
        tls_(std::move(tls)),
        acceptor_(thread_.context(), {asio::ip::make_address("127.0.0.1"), 0}),
        port_(acceptor_.local_endpoint().port()) {
    asio::co_spawn(thread_.context().get_executor(), accept(), [](std::exception_ptr) {});
    thread_.start();
  }
  ~tls_stand_in() {
    thread_.stop();
    thread_.join();
  }

  std::uint16_t port() const noexcept { return port_; }
  /// Whole requests, as they came.
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  task<> accept() {
    for (;;) {
      net::tcp_socket socket(thread_.context());
      auto [ec] = co_await acceptor_.async_accept(socket, no_throw);
      if (ec) co_return;
      co_await serve(net::tls_stream(std::move(socket), *tls_));
    }
  }

  task<> serve(net::tls_stream stream) {
    auto [handshake_ec] = co_await stream.async_handshake(asio::ssl::stream_base::server, no_throw);
    if (handshake_ec) co_return;
    std::string request;
    std::array<char, 4096> buffer{};
    while (!is_whole(request)) {
      auto [read_ec, size] = co_await stream.async_read_some(asio::buffer(buffer), no_throw);
      if (read_ec) co_return;
      request.append(buffer.data(), size);
    }
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(std::move(request));
    }
    [[maybe_unused]] auto [ec, size] = co_await asio::async_write(stream, asio::buffer(answer_), no_throw);
  }

  static bool is_whole(const std::string& request) {
    const auto end = request.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    constexpr std::string_view name = "content-length: ";
    const auto length = request.find(name);
    const auto body = length < end ? std::stoul(request.substr(length + name.size())) : 0;
    return request.size() >= end + 4 + body;
  }

  const std::string answer_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  net::io_thread thread_{"tls-stand-in"};
  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type> acceptor_;
  const std::uint16_t port_;
  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
};

}  // namespace carillon::api
