// The client side of HTTP/2 without I/O: exchanges and bytes in, bytes and completions out. Driven by
// h2_connection and by scripted tests. One thread. It never calls back: completions are collected and taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/exchange.hpp"
#include "net/exchange_list.hpp"

struct nghttp2_session;

namespace carillon::net {

/// How one exchange ended.
struct completion {
  exchange* lent;
  std::optional<transport_failure> failure;  ///< nullopt: `response` is complete
};

struct h2_client_options {
  std::string authority;               ///< :authority of every request
  std::size_t streams = 200;           ///< our own cap; the peer's SETTINGS may lower it
  bool is_probed_first = false;        ///< one stream only until a response with status 200
  std::int32_t last_stream = 1 << 30;  ///< no request beyond this stream id: the connection is used up
};

class h2_client_session {
 public:
  explicit h2_client_session(h2_client_options options);
  ~h2_client_session();
  h2_client_session(const h2_client_session&) = delete;
  h2_client_session& operator=(const h2_client_session&) = delete;

  /// How many more exchanges submit() takes now. 0 before the peer's SETTINGS and once is_retired().
  std::size_t capacity() const noexcept;
  /// Opens a stream. Only while capacity() > 0. The exchange stays lent until it is in completions() or
  /// cancelled.
  void submit(exchange& lent);
  /// Resets the stream and forgets the exchange: no completion comes, nothing of it is read any more. Also
  /// takes back a completion not yet delivered.
  void cancel(exchange& lent);

  /// Feeds bytes from the wire. False when the peer broke the protocol: send what produce() gives, then
  /// lose().
  bool receive(std::string_view bytes);
  /// Appends the bytes to be sent, up to about 64 KB, and counts their requests as flushed. The caller writes
  /// them at once.
  void produce(std::string& out);
  /// The connection is gone: every running exchange completes, `ambiguous` if flushed, else `refused`.
  void lose();

  /// Takes the oldest completion. While any is left, the exchange in it is still lent.
  std::optional<completion> take_completion();

  /// Queues a PING. Whatever bytes come next show that the peer lives.
  void ping();

  /// No new streams any more; those open finish. Sends GOAWAY once the last one ended.
  void retire();
  bool is_retired() const noexcept { return is_retired_; }
  /// The peer's first SETTINGS came: it speaks HTTP/2.
  bool is_ready() const noexcept { return is_ready_; }
  /// A response came, of any status.
  bool has_answered() const noexcept { return has_answered_; }
  /// Nothing left to say on either side.
  bool is_finished() const noexcept;
  std::size_t open_streams() const noexcept { return running_.size(); }
  /// GOAWAY's error code, if one came.
  std::optional<std::uint32_t> goaway_code() const noexcept { return goaway_code_; }

 private:
  struct callbacks;
  void complete(exchange& lent, std::optional<transport_failure> failure);
  void abandon(std::int32_t stream);
  void finish_if_drained();

  nghttp2_session* session_ = nullptr;
  h2_client_options options_;
  exchange_list running_;
  std::vector<completion> completions_;  ///< a cancelled one leaves a null exchange
  std::size_t delivered_ = 0;            ///< how many of completions_ were taken
  std::optional<std::uint32_t> goaway_code_;
  bool is_ready_ = false;
  bool has_answered_ = false;
  bool is_proven_ = false;
  bool is_retired_ = false;
  bool is_terminated_ = false;
};

}  // namespace carillon::net
