// A request slot: one exchange with a provider in flight, whatever the wire. Long-lived and reused; owned by
// whoever asks (the engine: one a slot of its window), lent to an origin_pool from submit() until exactly one
// of its two callbacks ran. On the pool's io thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "net/deadline_wheel.hpp"
#include "net/wire.hpp"

namespace carillon::net {

class client_connection;

/// Derive, or embed with an owner pointer. All calls on the pool's thread. The callbacks may submit again.
class exchange {
 public:
  virtual ~exchange() = default;

  wire_request request;
  wire_response response;
  /// How long it may wait for a connection to take it, and from then on for its answer: a full queue before a
  /// slow peer costs nobody the time to be answered.
  std::chrono::milliseconds timeout{0};
  std::size_t most_body = 64 * 1024;  ///< of the response, in bytes; a longer one is `malformed`

  /// A final answer arrived: `response` is complete.
  virtual void on_response() = 0;
  /// No answer will come.
  virtual void on_failure(transport_failure failure) = 0;
  /// Inside on_failure(cancelled): the request had left, so it may have been processed.
  bool was_flushed() const noexcept { return is_flushed_; }

  // Bookkeeping of net/; nobody else reads or writes these.
  deadline_entry deadline_entry_;
  exchange* next_ = nullptr;
  exchange* prev_ = nullptr;
  void* pool_ = nullptr;
  client_connection* connection_ = nullptr;
  std::int32_t stream_ = 0;
  std::size_t body_sent_ = 0;
  std::size_t header_bytes_ = 0;
  bool is_flushed_ = false;
  bool was_resent_ = false;
};

}  // namespace carillon::net
