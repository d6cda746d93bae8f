// Reads one HTTP/1.1 response from bytes as they come, into an exchange: interim responses, a body by length,
// by chunks or up to the connection's end. Pure; used by h1_client_session and h1_exchange. What it takes is
// bounded: 16 KiB of heads and trailers, exchange::most_body of body.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/client_session.hpp"
#include "net/h1/h1_framing.hpp"
#include "net/h1/h1_response_head.hpp"

namespace carillon::net {

class h1_response_reader {
 public:
  enum class state : std::uint8_t {
    head,         ///< nothing, or an interim response, so far
    length_body,  ///< as many bytes as were announced
    chunk_size,   ///< the line before a chunk
    chunk_data,
    chunk_end,   ///< the line break after a chunk
    trailer,     ///< what follows the last chunk: not looked at
    close_body,  ///< to the end of the connection
    complete,
    malformed,
  };

  /// For the answer to `lent`'s request, which expect_answer() made ready and which outlives the reading.
  void begin(exchange& lent);
  /// How many of `bytes` belong to the response: all of them until it is complete.
  std::size_t feed(std::string_view bytes);
  /// No more bytes will come; `complete` afterwards when the body had no other end and this one was clean.
  void end(stream_end how);

  state now() const noexcept { return state_; }
  bool is_over() const noexcept { return state_ == state::complete || state_ == state::malformed; }
  /// Malformed for its size alone.
  bool is_too_large() const noexcept { return is_too_large_; }
  /// Another request may follow on this connection. Once complete.
  bool is_kept_alive() const noexcept { return is_kept_alive_; }
  /// As the peer announced it.
  std::optional<std::chrono::seconds> keep_alive() const noexcept { return keep_alive_; }

 private:
  void step();
  void refuse(bool is_too_large = false);
  void read_head();
  void take_head(const h1_response_head& head);
  void read_body();
  void read_chunk_size();
  void read_chunk_end();
  void read_trailer();
  /// The next line without its CR LF; nothing while it is not there yet. One longer than `most` is malformed.
  std::optional<std::string_view> take_line(std::size_t most);
  std::string_view rest() const noexcept { return std::string_view(pending_).substr(used_); }

  exchange* lent_ = nullptr;
  std::string pending_;   ///< received
  std::size_t used_ = 0;  ///< of pending_; nothing between two calls
  h1_head_scan scan_;
  std::size_t overhead_ = 0;    ///< bytes of heads and trailers
  std::uint64_t expected_ = 0;  ///< of the body, or of the chunk
  std::optional<std::chrono::seconds> keep_alive_;
  state state_ = state::complete;
  bool is_kept_alive_ = false;
  bool is_too_large_ = false;
};

}  // namespace carillon::net
