// Moves bytes between one stream, under TLS or not yet, and one protocol without I/O: one read loop, one
// coalescing writer. Used by client_connection and h2_server. One io thread. It knows no protocol.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "net/task.hpp"

namespace carillon::net {

using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using tls_stream = asio::ssl::stream<tcp_socket>;

/// What the pump drives. Any of the calls may close() the pump.
class pumped_protocol {
 public:
  virtual ~pumped_protocol() = default;
  /// Bytes arrived. What they cause to be sent is produced right afterwards.
  virtual void on_bytes(std::string_view bytes) = 0;
  /// Appends what is to be sent now, about 64 KB at most. Asked again when that has left.
  virtual void produce(std::string& out) = 0;
  /// True once nothing is left to send or expected: the pump ends the connection.
  virtual bool is_finished() const = 0;
  /// The connection is over; the last call. Not made for close().
  virtual void on_end() = 0;
  /// secure() went well; what is to be sent is asked for next.
  virtual void on_secured() {}
};

class tls_pump : public std::enable_shared_from_this<tls_pump> {
 public:
  /// `stream` has its handshake behind it, or `is_secure` is false: then bytes go in the clear until
  /// secure(). `protocol` stays valid until on_end() or close().
  tls_pump(std::unique_ptr<tls_stream> stream, pumped_protocol& protocol, bool is_secure = true);

  /// Starts reading, and sends what is there already. Once.
  void start();
  /// Sends what there is, now; when a write is under way, right after it.
  void flush();
  /// The same at the end of this turn of the loop, so that many submits share a write.
  void flush_soon();
  /// While paused nothing is read or written.
  void pause(bool is_paused);
  /// From within on_bytes(): what was produced so far leaves, then comes a client's handshake, and nothing is
  /// read or written in the clear any more. Ends in on_secured() or on_end().
  void secure();
  /// The peer closed and said so (TLS: close_notify), and did not just break off. Inside on_end().
  bool is_at_clean_end() const noexcept { return is_at_clean_end_; }
  /// The handshake of secure() failed for the peer's certificate. Inside on_end().
  bool is_distrusted() const noexcept { return is_distrusted_; }
  /// Ends the connection at once. The protocol is not called any more.
  void close();

 private:
  void read();
  void on_read(boost::system::error_code ec, std::size_t size);
  void write();
  void shake_hands();
  void deliver();
  void end();

  std::unique_ptr<tls_stream> stream_;
  pumped_protocol* protocol_;
  std::vector<char> in_;
  std::string out_;
  std::size_t held_ = 0;  ///< bytes of in_ that came while paused
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool is_delivering_ = false;  ///< inside on_bytes(): a flush follows by itself
  bool is_flush_posted_ = false;
  bool is_paused_ = false;
  bool is_secure_;
  bool is_securing_ = false;  ///< from secure() to the handshake's end
  bool is_at_clean_end_ = false;
  bool is_distrusted_ = false;
};

}  // namespace carillon::net
