// The price of work in the fair queue (queue.md 2.14). A job costs its recipients when it is queued; what it
// cost beyond that is known when it ends, and is charged then. Called by the dispatcher. One io thread;
// stateless.
#pragma once

#include <chrono>
#include <cstdint>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

/// The share of a worker's thread that one recipient is counted for.
inline constexpr std::chrono::microseconds recipient_price{50};

/// Less than this is not worth a command.
inline constexpr std::uint64_t least_price = 100;

/// What `spent` of a worker's thread costs beyond `recipients`; 0 when they cover it, or nearly.
std::uint64_t extra_price(std::chrono::nanoseconds spent, std::uint32_t recipients) noexcept;

class fair_queue {
 public:
  fair_queue(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// The project's next jobs of that partition and lane stand so much further behind.
  task<result<void>> charge(project_id project, partition where, lane which, std::uint64_t price);

 private:
  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
