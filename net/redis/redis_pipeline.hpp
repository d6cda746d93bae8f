// The protocol of one command connection without its socket: who is yet to be sent, who waits for a reply,
// who is to be tried again. RESP replies carry no ids, so order is all there is: one deque of waiters, and a
// connection that misses one reply is dropped. Used by redis_link; one thread. Handlers may call submit() and
// nothing else.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/metrics.hpp"
#include "net/redis/redis_request.hpp"

namespace carillon::net {

class redis_pipeline {
 public:
  /// Takes a request with its deadline set. It leaves with the next encode().
  void submit(redis_request request) { unsent_.push_back(std::move(request)); }

  /// Appends the bytes of unsent requests to `out` until about `limit` bytes are reached; they now wait for
  /// replies.
  void encode(std::string& out, std::size_t limit);

  /// What the connection has to do after a reply.
  enum class verdict : std::uint8_t {
    proceed,      ///< nothing, or encode() again: has_unsent() tells
    refused,      ///< nothing, but tell people: we lack a right, refusal() says which
    reconnect,    ///< the server is not the primary any more
    out_of_step,  ///< nobody waits for this reply: drop the connection
  };
  /// The next reply in order: finishes its request, or queues it again.
  verdict on_reply(redis_reply reply, steady_time now);

  /// To be called every 50 ms or so. Finishes what is overdue and was not sent, brings back retries that are
  /// due. True when a sent request is overdue: the connection is of no use any more, drop it.
  bool expire(steady_time now);

  /// The connection is gone: everything sent may have run. Finishes it with `timeout` where overdue, else
  /// `cause`.
  void fail_sent(const error& cause, steady_time now);
  /// Finishes what was not sent with `cause`: nothing of it ran.
  void fail_unsent(const error& cause);

  /// What was refused last.
  const error& refusal() const noexcept { return refusal_; }
  bool has_unsent() const noexcept { return !unsent_.empty(); }
  bool is_empty() const noexcept { return unsent_.empty() && sent_.empty() && retrying_.empty(); }

 private:
  void finish(redis_request request, redis_reply reply, steady_time now);
  void queue_again(redis_request request, std::string_view refusal, steady_time now);
  metrics::histogram& duration_of(const redis_request& request);

  std::deque<redis_request> unsent_;
  std::deque<redis_request> sent_;  ///< in the order of their replies
  std::vector<redis_request> retrying_;
  error refusal_;
  std::unordered_map<const redis_script*, metrics::histogram> durations_;
};

}  // namespace carillon::net
