// When a delivery may be tried again, if at all (queue.md 2.10): full jitter, Retry-After, a last attempt, an
// age. Pure: the dice are the caller's, one throw per run of a chunk, since a chunk shares one due time.
#pragma once

#include <chrono>
#include <optional>

#include "config/settings.hpp"

namespace carillon::engine {

/// What an attempt that asks for another one knows of itself.
struct attempt_facts {
  unsigned attempt = 1;                                ///< the one that just ended, counted from 1
  std::chrono::milliseconds remaining{0};              ///< until the delivery expires
  std::optional<std::chrono::milliseconds> asked_for;  ///< the provider's Retry-After
  double dice = 0;                                     ///< uniform in [0, 1)
};

struct retry_decision {
  enum class kind {
    again,      ///< after `delay`
    exhausted,  ///< that was the last attempt; `delay`: of another one all the same
    expired,    ///< the next one would come too late
  };
  kind what = kind::again;
  std::chrono::milliseconds delay{0};
};

/// random(0, min(cap, base·2^attempt)), but no sooner than Retry-After (at most one hour, and ignored when it
/// would outlive the delivery).
retry_decision decide_retry(const config::retry_settings& settings, const attempt_facts& facts) noexcept;

}  // namespace carillon::engine
