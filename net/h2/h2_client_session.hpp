// The client side of HTTP/2, under nghttp2. Made by origin_pool for a connection, and by scripted tests. One
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/client_session.hpp"
#include "net/exchange_list.hpp"

struct nghttp2_session;

namespace carillon::net {

struct h2_client_options {
  std::string authority;               ///< :authority of every request
  std::size_t streams = 200;           ///< our own cap; the peer's SETTINGS may lower it
  bool is_probed_first = false;        ///< one stream only until a response with status 200
  std::int32_t last_stream = 1 << 30;  ///< no request beyond this stream id: the connection is used up
  std::chrono::milliseconds ping_interval{60'000};
  std::chrono::milliseconds pong_patience{10'000};  ///< nothing received for so long after a PING = dead
};

class h2_client_session final : public client_session {
 public:
  explicit h2_client_session(h2_client_options options);
  ~h2_client_session() override;

  /// 0 before the peer's SETTINGS, too.
  std::size_t capacity() const noexcept override;
  std::size_t open_streams() const noexcept override { return running_.size(); }
  std::size_t streams() const noexcept override;
  /// Opens a stream.
  void submit(exchange& lent) override;
  /// Resets the stream; the others go on.
  bool cancel(exchange& lent) override;
  /// False, too, when more came than all requests so far could have been answered with: nghttp2 passes over
  /// what belongs to no stream, and opens the connection's window for more of it.
  bool receive(std::string_view bytes) override;
  void produce(std::string& out) override;
  /// `ambiguous` for what was flushed, else `refused`.
  void lose(stream_end how) override;
  std::optional<completion> take_completion() override;

  /// Sends GOAWAY once the last stream ended.
  void retire() override;
  bool is_retired() const noexcept override { return is_retired_; }
  /// The peer's first SETTINGS came: it speaks HTTP/2.
  bool is_ready() const noexcept override { return is_ready_; }
  bool has_answered() const noexcept override { return has_answered_; }
  bool is_shared() const noexcept override { return true; }
  bool is_finished() const noexcept override;

  /// A PING goes out after a while, and when a request ran out of time; whatever bytes come next show that
  /// the peer lives.
  patience waits() const noexcept override;
  bool on_silence() override;

  /// GOAWAY's error code, if one came.
  std::optional<std::uint32_t> goaway_code() const noexcept { return goaway_code_; }

 private:
  struct callbacks;
  void complete(exchange& lent, std::optional<transport_failure> failure);
  void abandon(std::int32_t stream);
  void greet();
  void finish_if_drained();

  nghttp2_session* session_ = nullptr;
  h2_client_options options_;
  exchange_list running_;
  std::vector<completion> completions_;  ///< a cancelled one leaves a null exchange
  std::size_t delivered_ = 0;            ///< how many of completions_ were taken
  std::optional<std::uint32_t> goaway_code_;
  std::uint32_t turn_ = 0;           ///< of waits()
  std::size_t allowance_ = 1 << 20;  ///< bytes that may still come; each request adds to it
  bool is_ready_ = false;
  bool has_answered_ = false;
  bool is_proven_ = false;
  bool is_retired_ = false;
  bool is_terminated_ = false;
  bool is_pong_awaited_ = false;
};

}  // namespace carillon::net
