// The engine's metric handles, looked up once per worker, and the tally that keeps the hot path off the
// shared counters: added up per thread, paid in at each commit (operations.md 4.3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

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
  /// From acceptance to delivery; in_app has none.
  metrics::histogram lag_of(channel over) const noexcept;
  void count_revoked(channel over) noexcept;

  metrics::counter lease_expired;
  metrics::counter fence_rejections;
  metrics::counter commit_incomplete;
  metrics::histogram commit_duration;
  metrics::histogram commit_outcomes;
  metrics::counter expansion_recipients;
  metrics::counter receipts_refused;
  metrics::counter retry_budget_exhausted;

 private:
  static constexpr auto channel_count = static_cast<std::size_t>(last_channel) + 1;
  static constexpr auto provider_count = static_cast<std::size_t>(last_provider) + 1;
  static constexpr auto state_count = static_cast<std::size_t>(last_delivery_state) + 1;
  static constexpr auto class_count = static_cast<std::size_t>(providers::last_answer_class) + 1;

  struct series {
    metrics::counter to;
    std::uint32_t since = 0;
  };
  /// Series of one place, paid in together, and only when something was counted.
  template <std::size_t Size>
  struct shelf {
    std::array<series, Size> each;
    bool is_touched = false;
    void count(std::size_t which) noexcept;
    void settle_up() noexcept;
  };
  void add_end(channel over, provider via);
  void add_provider(channel over, provider via);

  /// By number; null: nobody ends deliveries there, or is asked.
  std::array<std::array<shelf<state_count>*, provider_count>, channel_count> end_of_{};
  std::array<shelf<class_count>*, provider_count> attempts_of_{};
  std::array<metrics::histogram, provider_count> durations_;
  std::array<metrics::histogram, channel_count> lags_;
  std::array<metrics::counter, channel_count> revoked_;
  std::deque<shelf<state_count>> ends_;
  std::deque<shelf<class_count>> attempts_;
};

}  // namespace carillon::engine
