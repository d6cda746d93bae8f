// Bytes to and from one Redis, whatever carries them: TCP, TLS or a unix socket. A stream connects once; the
// next attempt is a new stream. Used by redis_link and redis_subscriber, on the io_context's thread.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <variant>

#include "base/error.hpp"
#include "net/redis/redis_endpoint.hpp"
#include "net/task.hpp"

namespace carillon::net {

class redis_stream {
 public:
  /// `tls` is used for rediss:// only and may be null otherwise.
  redis_stream(asio::io_context& context, std::shared_ptr<asio::ssl::context> tls);

  /// Resolves, connects, shakes hands. `configuration` when the certificate does not verify, else
  /// `unavailable`. Bound in time by whoever calls close() meanwhile. `endpoint` outlives the call.
  task<result<void>> connect(const redis_endpoint& endpoint);
  /// At least one byte into `buffer`; `unavailable` when the connection ended.
  task<result<std::size_t>> read_some(asio::mutable_buffer buffer);
  /// Writes all of `bytes`, which outlive the call.
  task<result<void>> write_all(std::string_view bytes);
  /// The same without a coroutine: `bytes` until `done(error_code, size)` runs. One write at a time.
  template <class Handler>
  void write(std::string_view bytes, Handler done) {
    with_socket([&](auto& socket) { asio::async_write(socket, asio::buffer(bytes), std::move(done)); });
  }
  /// Ends everything that is under way, with an error. Idempotent.
  void close() noexcept;

 private:
  using executor = asio::io_context::executor_type;
  using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, executor>;
  using unix_socket = asio::basic_stream_socket<asio::local::stream_protocol, executor>;
  using tls_socket = asio::ssl::stream<tcp_socket>;

  template <class Use>
  void with_socket(Use use) {
    if (auto* tls = std::get_if<tls_socket>(&socket_)) return use(*tls);
    if (auto* tcp = std::get_if<tcp_socket>(&socket_)) return use(*tcp);
    use(std::get<unix_socket>(socket_));
  }
  task<result<void>> connect_tcp(tcp_socket& socket, const redis_endpoint& endpoint);
  task<result<void>> handshake(tls_socket& socket, const redis_endpoint& endpoint);

  asio::io_context& context_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::variant<tcp_socket, tls_socket, unix_socket> socket_;
  asio::ip::basic_resolver<asio::ip::tcp, executor> resolver_;
  bool is_closed_ = false;
};

}  // namespace carillon::net
