// A few connections to one origin under one credential, and the queue before them: HTTP/2 where the peer
// offers it, else HTTP/1.1; or SMTP. Used by the engine's deliveries and by credential fetches. One io
// thread; the exchanges stay the caller's.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "net/address_guard.hpp"
#include "net/deadline_wheel.hpp"
#include "net/exchange.hpp"
#include "net/smtp/smtp_options.hpp"
#include "net/task.hpp"
#include "net/url.hpp"

namespace carillon::net {

struct origin_pool_options {
  origin target;
  std::shared_ptr<boost::asio::ssl::context> tls;
  bool is_secure = true;                ///< TLS from the first byte; false: http://, or smtp:// (port 587)
  std::size_t connections = 4;          ///< at most, of HTTP/2; opened as load asks, dials spread out
  std::size_t single_connections = 16;  ///< at most, of those that carry one exchange at a time
  std::size_t streams = 200;  ///< cap per connection; SETTINGS_MAX_CONCURRENT_STREAMS may lower it, any time
  bool is_probed_first = false;  ///< APNs: one stream per new connection until a response with status 200
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds idle_timeout{30'000};   ///< a single connection without work is closed then
  std::chrono::milliseconds ping_interval{60'000};  ///< liveness PING
  std::chrono::milliseconds pong_patience{10'000};  ///< nothing received for so long after a PING = dead
  std::optional<smtp_options> mail{};       ///< SMTP instead of HTTP: how to log in, and what is required
  const address_guard* guard = nullptr;     ///< when set, a host with any address it denies is not called
  std::vector<std::string> name_servers{};  ///< settings.dns.servers; empty = the system's
};

struct origin_pool_stats {
  std::size_t connections = 0;  ///< established
  std::size_t in_flight = 0;    ///< streams open
  std::size_t waiting = 0;      ///< queued, not yet on a stream
};

class origin_pool {
 public:
  origin_pool(asio::io_context& context, deadline_wheel& wheel, origin_pool_options options);
  /// Cancels what is left: on_failure(cancelled) of every exchange runs before the destructor returns; it
  /// must not submit again. The context and the wheel outlive the pool.
  ~origin_pool();
  origin_pool(const origin_pool&) = delete;
  origin_pool& operator=(const origin_pool&) = delete;

  /// Lends the exchange until a callback ran. Of SMTP: where the server refuses the session itself (greeting,
  /// STARTTLS, AUTH), its reply is each recipient's in every mail that waits. Never calls back before it
  /// returns. A `refused` exchange is resent once on another connection by the pool itself (certainly not
  /// processed); after that it is reported.
  void submit(exchange& lent);
  /// Drops a queued or running exchange, and a connection with it that carries no other; its
  /// on_failure(cancelled) runs before cancel() returns.
  void cancel(exchange& lent);
  /// Closes connections after their streams end; new submits dial anew (a credential was replaced or
  /// refused).
  void retire_connections();
  origin_pool_stats stats() const noexcept;
  /// How many exchanges can be under way at a time, connections not yet opened included: of those as many as
  /// the best of the others takes. More of them would only wait.
  std::size_t streams() const noexcept;
  /// Since when nothing is lent; nothing while something is. Whoever keeps many pools drops those long idle.
  std::optional<std::chrono::steady_clock::time_point> idle_since() const noexcept;

 private:
  class impl;
  std::shared_ptr<impl> impl_;
};

}  // namespace carillon::net
