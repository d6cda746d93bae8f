#include "api/http/memory_brake.hpp"

#include <random>

namespace carillon::api {
namespace {

/// Clients that were refused together shall not return together.
std::chrono::seconds some_time() {
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::chrono::seconds(std::uniform_int_distribution<int>(5, 30)(generator));
}

problem refusal(const std::string& how_full, const std::string& what) {
  problem out(
      503, "the queue " + how_full + ": " + what + " until there is room", "queue_full",
      "send the request again, with the same Idempotency-Key, after the seconds that Retry-After names");
  out.retry_after = some_time();
  return out;
}

std::string share_used(double ratio) {
  return "uses " + std::to_string(static_cast<int>(ratio * 100)) + " % of its memory";
}

}  // namespace

bool memory_brake::see(double ratio) noexcept {
  ratio_ = ratio;
  const auto set_from = [&](double from, level at) { return ratio >= (level_ >= at ? from - margin : from); };
  const auto found = set_from(writes_from, level::writes)           ? level::writes
                     : set_from(broadcasts_from, level::broadcasts) ? level::broadcasts
                                                                    : level::released;
  return std::exchange(level_, found) != found;
}

std::optional<problem> memory_brake::refusal_of_broadcasts() const {
  if (level_ == level::released) return std::nullopt;
  return refusal(share_used(ratio_), "new broadcasts are refused");
}

std::optional<problem> memory_brake::refusal_of_writes() const {
  if (level_ != level::writes) return std::nullopt;
  return refusal(share_used(ratio_), "whatever adds to it is refused");
}

problem queue_full() {
  return refusal("is full", "whatever adds to it is refused");
}

}  // namespace carillon::api
