// Redis as the rest of the program sees it: commands in, replies out, pipelined, with reconnect and script
// loading behind it. One io thread. Today one server; the first key of a command decides its slot, so that a
// cluster-aware implementation can stand here later.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "net/redis/redis_reply.hpp"
#include "net/task.hpp"

namespace carillon::net {

/// A Lua script and its SHA-1, made once at start-up. Sent as EVALSHA; NOSCRIPT is answered by EVAL, once.
class redis_script {
 public:
  /// `name` labels metrics (carillon_redis_command_duration_seconds{script}); `body` must outlive it
  /// (static).
  redis_script(std::string_view name, std::string_view body);
  std::string_view name() const noexcept { return name_; }
  std::string_view body() const noexcept { return body_; }
  const std::string& sha1() const noexcept { return sha1_; }

 private:
  std::string_view name_;
  std::string_view body_;
  std::string sha1_;
};

struct redis_options {
  /// redis://host[:port][/db], rediss://… (TLS, verified against host) or unix:///path[?db=n]
  std::string url;
  std::string username{};  ///< ACL user; empty = default
  secret password{};
  std::string ca_file{};
  std::chrono::milliseconds command_timeout{5'000};
  std::string client_name = "carillon";
};

/// Checks `url` and moves user:password out of it into the fields of their own, so that the url may be
/// logged. `configuration` on anything odd; the error never echoes the url.
result<redis_options> parse_redis_url(std::string_view url);

class redis {
 public:
  using handler = std::function<void(result<redis_reply>)>;
  using replies = std::vector<result<redis_reply>>;

  virtual ~redis() = default;

  /// Queues a command; never a blocking one (BLPOP, XREAD BLOCK), which would hold up everyone's. All that is
  /// queued in one turn of the loop leaves in one write. The handler runs on this thread, never before
  /// submit() returns. An error (unavailable, timeout, cancelled) means: it may have run. While Redis is
  /// LOADING, BUSY or MASTERDOWN the command is retried inside its deadline.
  virtual void submit(redis_command command, handler done) = 0;
  virtual void submit(const redis_script& script, std::vector<std::string> keys,
                      std::vector<std::string> args, handler done) = 0;

  task<result<redis_reply>> call(redis_command command);
  task<result<redis_reply>> call(const redis_script& script, std::vector<std::string> keys,
                                 std::vector<std::string> args);
  /// One write, replies in order.
  task<replies> pipeline(std::vector<redis_command> commands);

  /// Subscription to a pattern, or to a channel when it has no wildcards, on a connection of its own, renewed
  /// after reconnects; `on_message(channel, payload)`. After every (re)connect `on_message("", "")` tells
  /// that messages may have been missed.
  virtual void subscribe(std::string pattern,
                         std::function<void(std::string_view, std::string_view)> on_message) = 0;
  virtual bool is_connected() const noexcept = 0;
  /// Ends both connections; pending handlers run with `cancelled`.
  virtual void close() = 0;
};

/// NOAUTH, WRONGPASS and NOPERM come back as `configuration` errors; every other error reply is left to the
/// caller, who often has a use for it. This turns what is left into an error: OOM, MISCONF, NOREPLICAS,
/// READONLY, LOADING and the like are `unavailable` (nothing ran), the rest is `internal` (a command of ours
/// is wrong).
result<redis_reply> require_success(result<redis_reply> outcome);

/// Connects in the background and keeps reconnecting (50 ms → 2 s, jittered, for ever).
std::unique_ptr<redis> connect_redis(asio::io_context& context, redis_options options);

}  // namespace carillon::net
