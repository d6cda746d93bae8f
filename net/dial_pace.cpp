#include "net/dial_pace.hpp"

#include <algorithm>
#include <random>

namespace carillon::net {

namespace {
using std::chrono::milliseconds;
/// Between two dials that go well: a peer does not see a burst.
constexpr milliseconds shared_spread{100};
constexpr milliseconds single_spread{20};
constexpr milliseconds first_backoff{100};
constexpr milliseconds longest_backoff{30'000};
}  // namespace

void dial_pace::note_dial(time_point now, bool is_shared) {
  next_ = now + (is_shared ? shared_spread : single_spread);
}

void dial_pace::note_failure(time_point now, transport_failure why) {
  static thread_local std::minstd_rand random(std::random_device{}());
  const auto full = std::min<milliseconds>(first_backoff * (1 << std::min(failures_, 12U)), longest_backoff);
  next_ =
      now + milliseconds(std::uniform_int_distribution<std::int64_t>(full.count() / 2, full.count())(random));
  ++failures_;
  last_failure_ = why;
}

std::optional<transport_failure> dial_pace::trouble() const noexcept {
  if (failures_ == 0) return std::nullopt;
  return last_failure_;
}

}  // namespace carillon::net
