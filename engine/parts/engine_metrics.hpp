// The engine's metric handles, looked up once per worker, and the tally that keeps the hot path off the
// shared counters: added up per thread, paid in at each commit (operations.md 4.3).
#pragma once

#include <array>
#include <cstdint>

#include "base/metrics.hpp"
#include "base/vocabulary.hpp"
#include "providers/answer.hpp"

namespace carillon::engine {

class engine_metrics {
 public:
  engine_metrics();

  void count_delivery(channel over, provider via, delivery_state state) noexcept;
  void count_attempt(provider via, providers::answer_class meaning) noexcept;
  /// Adds what was counted since the last call to the exported series.
  void settle_up() noexcept;
  metrics::histogram duration_of(provider via) const noexcept;

  metrics::histogram lag;
  metrics::counter lease_expired;
  metrics::counter fence_rejections;
  metrics::counter commit_incomplete;
  metrics::histogram commit_duration;
  metrics::histogram commit_outcomes;
  metrics::counter tokens_revoked;
  metrics::counter expansion_recipients;

 private:
  static constexpr std::size_t provider_count = 3;  ///< none, apns, fcm
  static constexpr std::size_t end_count = 10;  ///< channels with the providers that may end their deliveries
  static constexpr std::size_t state_count = 9;
  static constexpr std::size_t class_count = 9;
  static std::size_t row(provider via) noexcept;
  static std::size_t end_row(channel over, provider via) noexcept;

  struct series {
    metrics::counter to;
    std::uint32_t since = 0;
    void settle_up() noexcept;
  };
  std::array<std::array<series, state_count>, end_count> deliveries_;
  std::array<std::array<series, class_count>, provider_count> attempts_;
  std::array<metrics::histogram, provider_count> durations_;
};

}  // namespace carillon::engine
