// The server side of HTTP/2 without I/O: bytes in, complete requests out; answers in, bytes out. Driven by
// h2_server and by scripted tests. One thread. It never calls back: requests are collected and taken.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/wire.hpp"

struct nghttp2_session;

namespace carillon::net {

/// HTTP/2 error codes (RFC 9113 7), as RST_STREAM and GOAWAY carry them.
enum class h2_error_code : std::uint32_t {
  no_error = 0x0,            ///< graceful
  protocol_error = 0x1,      ///< the peer broke the protocol
  internal_error = 0x2,      ///< our own fault
  flow_control_error = 0x3,  ///< more bytes than the window
  refused_stream = 0x7,      ///< certainly not processed
  cancel = 0x8,              ///< no longer wanted
  enhance_your_calm = 0xb,   ///< the peer is too eager
};

/// One header of a request or an answer.
struct h2_server_header {
  std::string_view name;  ///< lower case
  std::string_view value;
  header_indexing indexing = header_indexing::never;  ///< of an answer's header: may HPACK remember it
};

/// An answer. The headers are copied by whoever takes it.
struct h2_server_reply {
  int status = 200;
  std::span<const h2_server_header> headers{};
  std::string body{};
  std::size_t body_repeats = 1;  ///< the body is sent this many times in a row (bodies of gigabytes)
};

/// One complete request. Lives in the session; valid until the next call of receive().
class h2_server_request {
 public:
  std::int32_t stream() const noexcept { return stream_; }
  std::string_view method() const noexcept { return header(":method"); }
  std::string_view path() const noexcept { return header(":path"); }
  std::string_view authority() const noexcept { return header(":authority"); }
  std::string_view body() const noexcept { return body_; }
  /// The first header of that name (lower case); empty when absent.
  std::string_view header(std::string_view name) const noexcept;
  /// All headers in order, pseudo-headers included.
  std::vector<h2_server_header> headers() const;

 private:
  friend class h2_server_session;
  struct slice {
    std::uint32_t name_end;
    std::uint32_t value_end;
  };
  std::int32_t stream_ = 0;
  std::string text_;           ///< names and values, one after another
  std::vector<slice> slices_;  ///< where each ends in text_
  std::string body_;
};

struct h2_server_limits {
  std::uint32_t max_streams = 1000;
  std::size_t max_body = 1 << 20;
};

class h2_server_session {
 public:
  explicit h2_server_session(const h2_server_limits& limits);
  ~h2_server_session();
  h2_server_session(const h2_server_session&) = delete;
  h2_server_session& operator=(const h2_server_session&) = delete;

  /// Feeds bytes from the wire. False when the peer broke the protocol: send what produce() gives, then
  /// close.
  bool receive(std::string_view bytes);
  /// The requests completed by the last receive().
  std::span<h2_server_request* const> requests() const noexcept { return ready_; }
  /// Appends the bytes to be sent, up to about 64 KB; nothing appended = nothing to send now.
  void produce(std::string& out);
  /// True once neither side has anything left to say.
  bool is_finished() const noexcept;

  /// The rest as h2_server_connection documents it.
  void respond(std::int32_t stream, h2_server_reply reply, bool is_body_open = false);
  void append(std::int32_t stream, std::string_view bytes, bool is_last);
  void reset(std::int32_t stream, h2_error_code code);
  void goaway(h2_error_code code, std::int32_t last_stream, std::string_view debug_data);
  void set_max_streams(std::uint32_t streams);
  void set_stream_window(std::uint32_t bytes);
  void write_raw(std::string_view bytes);
  std::int32_t last_stream() const noexcept { return last_stream_; }
  std::size_t open_streams() const noexcept { return open_streams_; }

 private:
  struct stream_record;
  struct callbacks;
  void submit_setting(std::int32_t name, std::uint32_t value);
  stream_record* find(std::int32_t stream) const noexcept;
  stream_record* take_record();

  nghttp2_session* session_ = nullptr;
  h2_server_limits limits_;
  std::vector<std::unique_ptr<stream_record>> records_;  ///< all ever made
  std::vector<stream_record*> free_;                     ///< those not on a stream
  std::vector<stream_record*> closed_;  ///< ended in the current receive(): freed at the next one
  std::vector<h2_server_request*> ready_;
  std::string raw_;
  std::int32_t last_stream_ = 0;
  std::size_t open_streams_ = 0;
};

}  // namespace carillon::net
