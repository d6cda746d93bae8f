// The client side of HTTP/1.1: one exchange at a time, keep-alive, no pipelining, no redirects. Made by
// origin_pool for a connection, and by scripted tests. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/client_session.hpp"
#include "net/h1/h1_response_reader.hpp"

namespace carillon::net {

struct h1_client_options {
  std::string authority;                           ///< Host of every request
  std::chrono::milliseconds idle_timeout{30'000};  ///< without work; the peer's Keep-Alive may shorten it
};

class h1_client_session final : public client_session {
 public:
  explicit h1_client_session(h1_client_options options) : options_(std::move(options)) {}

  std::size_t capacity() const noexcept override { return running_ || is_over_ || completed_ ? 0 : 1; }
  std::size_t open_streams() const noexcept override { return running_ != nullptr ? 1 : 0; }
  void submit(exchange& lent) override;
  /// False once the exchange runs: its answer cannot be told from the next one's.
  bool cancel(exchange& lent) override;
  /// False, too, for bytes that nobody asked for.
  bool receive(std::string_view bytes) override;
  void produce(std::string& out) override;
  /// `refused` when nothing was flushed: a peer may close an idle connection at any time.
  void lose(stream_end how) override;
  std::optional<completion> take_completion() override;

  void retire() override;
  bool is_retired() const noexcept override { return is_over_; }
  bool is_ready() const noexcept override { return true; }
  bool has_answered() const noexcept override { return has_answered_ || !was_asked_; }
  bool is_shared() const noexcept override { return false; }
  bool is_finished() const noexcept override { return is_over_ && running_ == nullptr; }

  patience waits() const noexcept override;
  bool on_silence() override { return false; }

 private:
  bool finish(std::size_t unused_bytes);
  void complete(std::optional<transport_failure> failure);

  h1_client_options options_;
  exchange* running_ = nullptr;
  std::optional<completion> completed_;
  h1_response_reader reader_;
  std::string head_;  ///< of the request, until it is produced
  std::chrono::milliseconds idle_timeout_{options_.idle_timeout};
  std::uint32_t turn_ = 1;  ///< of waits()
  bool is_over_ = false;    ///< no more exchanges on this connection
  bool was_asked_ = false;
  bool has_answered_ = false;
};

}  // namespace carillon::net
