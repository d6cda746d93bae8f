// A server of any text protocol that says what a test tells it to, on loopback, in the test's io_context:
// under TLS, in the clear, or changing from one to the other.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "net/tls/tls_pump.hpp"

namespace carillon::net {

/// What the peer does with what it was sent.
struct peer_reply {
  enum class next { go_on, close, reset, start_tls };
  std::string text;
  next then = next::go_on;
};

class scripted_peer {
 public:
  scripted_peer(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls, bool is_secure)
      : tls_(std::move(tls)),
        is_secure_(is_secure),
        acceptor_(context, {boost::asio::ip::make_address("127.0.0.1"), 0}) {
    accept();
  }
  /// What it was about to say or hear is forgotten: conversations end when their context goes on.
  ~scripted_peer() { stop_listening(); }
  scripted_peer(const scripted_peer&) = delete;
  scripted_peer& operator=(const scripted_peer&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void stop_listening() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  }

  std::string greeting;
  /// `received`: all of this connection since the last reply that was not empty, or since TLS. `connection`:
  /// 1, 2, …
  std::function<peer_reply(int connection, const std::string& received)> answer;
  int connects = 0;
  int handshakes = 0;
  int resumptions = 0;  ///< handshakes among them that a ticket made short

 private:
  void accept() {
    acceptor_.async_accept([this, alive = watch()](boost::system::error_code ec, auto socket) {
      if (ec || alive.expired()) return;
      ++connects;
      asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket), connects), asio::detached);
      accept();
    });
  }

  std::weak_ptr<int> watch() const { return alive_; }

  task<> serve(tcp_socket socket, int connection) {
    const auto alive = watch();
    tls_stream stream(std::move(socket), *tls_);
    bool is_secure = is_secure_;
    if (is_secure) {
      auto [ec] = co_await stream.async_handshake(asio::ssl::stream_base::server, no_throw);
      if (ec || alive.expired()) co_return;
      count_handshake(stream);
    }
    co_await write(stream, is_secure, greeting);
    std::string received;
    std::array<char, 4096> buffer;
    for (;;) {
      auto [ec, size] = co_await read(stream, is_secure, asio::buffer(buffer));
      if (ec || alive.expired()) co_return;
      received.append(buffer.data(), size);
      const auto reply = answer ? answer(connection, received) : peer_reply{};
      if (!reply.text.empty()) received.clear();
      co_await write(stream, is_secure, reply.text);
      if (alive.expired()) co_return;
      if (reply.then == peer_reply::next::start_tls) {
        auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::server, no_throw);
        if (failed || alive.expired()) co_return;
        count_handshake(stream);
        is_secure = true;
        received.clear();
      } else if (reply.then == peer_reply::next::reset) {
        stream.next_layer().set_option(asio::socket_base::linger(true, 0));
        co_return;
      } else if (reply.then == peer_reply::next::close) {
        if (is_secure) (void)co_await stream.async_shutdown(no_throw);
        co_return;
      }
    }
  }

  void count_handshake(tls_stream& stream) {
    ++handshakes;
    resumptions += SSL_session_reused(stream.native_handle());
  }

  static task<> write(tls_stream& stream, bool is_secure, std::string text) {
    if (text.empty()) co_return;
    if (is_secure)
      (void)co_await asio::async_write(stream, asio::buffer(text), no_throw);
    else
      (void)co_await asio::async_write(stream.next_layer(), asio::buffer(text), no_throw);
  }
  static task<std::tuple<boost::system::error_code, std::size_t>> read(tls_stream& stream, bool is_secure,
                                                                       asio::mutable_buffer into) {
    if (is_secure) co_return co_await stream.async_read_some(into, no_throw);
    co_return co_await stream.next_layer().async_read_some(into, no_throw);
  }

  std::shared_ptr<int> alive_ = std::make_shared<int>();
  std::shared_ptr<boost::asio::ssl::context> tls_;
  bool is_secure_;
  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type> acceptor_;
};

}  // namespace carillon::net
