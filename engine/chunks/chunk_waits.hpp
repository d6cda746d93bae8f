// When a chunk had better be looked at again: what its retries need, provider by provider, and what its held
// deliveries wait for (queue.md 2.10). One provider's outage does not put off another's retries. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "base/vocabulary.hpp"

namespace carillon::engine {

class chunk_waits {
 public:
  void note_retry(provider via, std::chrono::milliseconds delay);
  void note_hold(std::chrono::milliseconds delay);

  /// The shortest of all: what it is too early for then is held again, free of charge.
  std::chrono::milliseconds soonest() const noexcept;
  /// Providers whose retries need longer than `than`; `before`: until when they had to wait already, on the
  /// clock that says `now_ms`.
  std::map<provider, std::chrono::milliseconds> longer(std::chrono::milliseconds than,
                                                       const std::map<provider, std::int64_t>& before,
                                                       std::int64_t now_ms) const;

 private:
  std::map<provider, std::chrono::milliseconds> retries_;  ///< the longest of each
  std::optional<std::chrono::milliseconds> hold_;          ///< the shortest
};

}  // namespace carillon::engine
