// One protocol spoken as a client, without I/O: exchanges and bytes in, bytes and completions out.
// Implemented for HTTP/2, HTTP/1.1 and SMTP; driven by client_connection and by scripted tests. One thread.
// It never calls back: completions are collected and taken.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/exchange.hpp"

namespace carillon::net {

/// How one exchange ended.
struct completion {
  exchange* lent;
  std::optional<transport_failure> failure;  ///< nullopt: `response` is complete
};

/// How long the peer may be silent. Whenever `turn` is another one than before, the time begins anew.
struct patience {
  std::chrono::milliseconds time{0};  ///< 0: for ever
  std::uint32_t turn = 0;
};

/// How the bytes before an end came to an end.
enum class stream_end : std::uint8_t {
  clean,  ///< the peer closed, and said so (TLS: close_notify)
  torn,   ///< reset, cut off, or ended by us
};

class client_session {
 public:
  client_session() = default;
  virtual ~client_session() = default;
  client_session(const client_session&) = delete;
  client_session& operator=(const client_session&) = delete;

  /// How many more exchanges submit() takes now. 0 until is_ready() and once is_retired().
  virtual std::size_t capacity() const noexcept = 0;
  virtual std::size_t open_streams() const noexcept = 0;
  /// How many it takes at a time, as the peer has it now; once is_ready().
  virtual std::size_t streams() const noexcept { return 1; }
  /// Only while capacity() > 0. The exchange stays lent until its completion was taken or it is cancelled.
  virtual void submit(exchange& lent) = 0;
  /// Forgets the exchange: no completion comes, nothing of it is read any more. Also takes back a completion
  /// not yet taken. False when the connection is of no more use to anybody: lose() it.
  virtual bool cancel(exchange& lent) = 0;

  /// Feeds bytes from the wire. False when the peer broke the protocol: send what produce() gives, then
  /// lose().
  virtual bool receive(std::string_view bytes) = 0;
  /// Appends the bytes to be sent, up to about 64 KB, and counts what they finish as flushed. The caller
  /// writes them at once, and asks again when they have left.
  virtual void produce(std::string& out) = 0;
  /// The connection is gone: every running exchange completes.
  virtual void lose(stream_end how) = 0;
  /// Takes the oldest completion. While any is left, the exchange in it is still lent.
  virtual std::optional<completion> take_completion() = 0;

  /// No new exchanges any more; those open finish, then it says goodbye.
  virtual void retire() = 0;
  virtual bool is_retired() const noexcept = 0;
  /// The peer speaks our protocol, and knows us if it wants to.
  virtual bool is_ready() const noexcept = 0;
  /// A response came, of any kind; or none was ever asked for and all went well so far.
  virtual bool has_answered() const noexcept = 0;
  /// Many exchanges share one connection.
  virtual bool is_shared() const noexcept = 0;
  /// Nothing left to say on either side.
  virtual bool is_finished() const noexcept = 0;

  /// Asked after every call above.
  virtual patience waits() const noexcept = 0;
  /// The time of waits() passed in silence. False: lose() it.
  virtual bool on_silence() = 0;

  /// SMTP: the peer agreed to STARTTLS; nothing may be sent or read before on_tls().
  virtual bool is_tls_wanted() const noexcept { return false; }
  virtual void on_tls() {}
  /// SMTP: why it will never be ready, in the peer's words; null otherwise.
  virtual const mail_reply* refusal() const noexcept { return nullptr; }
};

}  // namespace carillon::net
