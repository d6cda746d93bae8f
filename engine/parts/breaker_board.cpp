#include "engine/parts/breaker_board.hpp"

#include <algorithm>

#include "base/metrics.hpp"

namespace carillon::engine {

void breaker_board::show(const void* worker, const states& now) {
  const std::scoped_lock lock(mutex_);
  said_[worker] = now;
  shown_.each([&](provider via, std::optional<breaker_state>& shown) {
    std::optional<breaker_state> worst;
    for (const auto& [who, states] : said_) worst = std::max(worst, states.of(via));
    if (shown && !worst) worst = breaker_state::closed;  // a gauge that was there stays
    if (worst == shown) return;
    shown = worst;
    metrics::get_gauge("carillon_breaker_state", {{"provider", to_string(via)}})
        .set(static_cast<double>(static_cast<int>(*worst)));
  });
}

}  // namespace carillon::engine
