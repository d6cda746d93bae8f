// A request slot: one HTTP/2 exchange in flight. Long-lived and reused; owned by the engine (one per delivery
// of its window), lent to an origin_pool from submit() until exactly one of its two callbacks ran.
#pragma once

#include <chrono>
#include <cstdint>

#include "net/deadline_wheel.hpp"
#include "net/wire.hpp"

namespace carillon::net {

/// Derive, or embed with an owner pointer. All calls on the pool's thread. The callbacks may submit again.
class h2_exchange {
 public:
  virtual ~h2_exchange() = default;

  wire_request request;
  wire_response response;
  std::chrono::steady_clock::time_point
      deadline{};  ///< absolute; covers waiting, connecting and the exchange

  /// A final answer arrived: `response` is complete.
  virtual void on_response() = 0;
  /// No answer will come.
  virtual void on_failure(transport_failure failure) = 0;
  /// Inside on_failure(cancelled): the request had left, so it may have been processed.
  bool was_flushed() const noexcept { return is_flushed_; }

  // Bookkeeping of net/; nobody else reads or writes these.
  deadline_entry deadline_entry_;
  h2_exchange* next_ = nullptr;
  h2_exchange* prev_ = nullptr;
  void* pool_ = nullptr;
  void* connection_ = nullptr;
  std::int32_t stream_ = 0;
  std::size_t body_sent_ = 0;
  std::size_t header_bytes_ = 0;
  bool is_flushed_ = false;
  bool was_resent_ = false;
};

}  // namespace carillon::net
