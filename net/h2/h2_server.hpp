// A lean HTTP/2 server over TLS: the sandbox's providers and our own tests talk to the client side through
// it. One io thread (several servers may share a port, one a thread). It can be told to misbehave: reset, go
// away, lower its stream limit, stall, write raw bytes. It never routes, logs or decides; the handler does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/error.hpp"
#include "net/h2/h2_server_session.hpp"
#include "net/task.hpp"

namespace carillon::net {

/// One accepted connection. Created by h2_server; keep a weak_ptr (weak_from_this()) to answer later, by a
/// timer. All calls on the server's thread. What is submitted in one turn of the loop leaves in one write.
/// After the peer left, every call does nothing.
class h2_server_connection : public std::enable_shared_from_this<h2_server_connection> {
 public:
  virtual ~h2_server_connection() = default;

  /// Answers a request in full. Headers are copied. A stream that ended meanwhile is ignored.
  virtual void respond(std::int32_t stream, h2_server_reply reply) = 0;
  /// Answers but leaves the body open; append() goes on, for ever if never told it is the last.
  virtual void respond_partly(std::int32_t stream, h2_server_reply reply) = 0;
  virtual void append(std::int32_t stream, std::string_view bytes, bool is_last) = 0;
  /// RST_STREAM with an HTTP/2 error code (0x7 REFUSED_STREAM, 0x8 CANCEL, 0x2 INTERNAL_ERROR, ...).
  virtual void reset(std::int32_t stream, h2_error_code code) = 0;
  /// GOAWAY. Streams above `last_stream` are dropped unanswered, those up to it may still be answered.
  virtual void goaway(h2_error_code code, std::int32_t last_stream, std::string_view debug_data = {}) = 0;
  /// SETTINGS_MAX_CONCURRENT_STREAMS from now on; 0 allows none.
  virtual void set_max_streams(std::uint32_t streams) = 0;
  /// SETTINGS_INITIAL_WINDOW_SIZE from now on; 0 lets no request body in.
  virtual void set_stream_window(std::uint32_t bytes) = 0;
  /// While stalled nothing is read from and nothing written to the socket.
  virtual void stall(bool is_stalled) = 0;
  /// Bytes put on the wire as they are, after what is pending.
  virtual void write_raw(std::string_view bytes) = 0;
  /// Drops the TCP connection at once: no GOAWAY, no close_notify.
  virtual void close() = 0;

  /// The highest stream id a request came on; 0 = none yet.
  virtual std::int32_t last_stream() const noexcept = 0;
  virtual std::size_t open_streams() const noexcept = 0;

  /// The handler's own state of this connection.
  std::shared_ptr<void> user_state;
};

class h2_server_handler {
 public:
  virtual ~h2_server_handler() = default;
  /// The TLS handshake is done; the first SETTINGS frame has not left yet.
  virtual void on_connect(h2_server_connection&) {}
  /// All requests completed by one read. The pointers are valid during the call only.
  virtual void on_requests(h2_server_connection& connection,
                           std::span<h2_server_request* const> requests) = 0;
  /// The peer left or close() was called. The last call for this connection.
  virtual void on_disconnect(h2_server_connection&) {}
};

struct h2_server_options {
  std::uint32_t max_streams = 1000;  ///< first SETTINGS_MAX_CONCURRENT_STREAMS
  std::size_t max_body = 1 << 20;    ///< request bodies over this are reset
  bool is_port_shared = false;       ///< SO_REUSEPORT: one server a thread on the same port
};

class h2_server {
 public:
  /// `handler` outlives the server.
  h2_server(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls,
            h2_server_handler& handler, h2_server_options options = {});
  ~h2_server();  ///< close()
  h2_server(const h2_server&) = delete;
  h2_server& operator=(const h2_server&) = delete;

  /// Starts accepting; port 0 picks one. The port that is bound. May be called for several addresses.
  result<std::uint16_t> listen(const boost::asio::ip::address& address, std::uint16_t port);
  /// Stops accepting; open connections stay.
  void stop_listening();
  /// Stops accepting and drops every connection; on_disconnect of each runs before it returns.
  void close();
  void for_each(const std::function<void(h2_server_connection&)>& visit);
  std::size_t connections() const noexcept;

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace carillon::net
