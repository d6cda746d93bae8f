#include "engine/chunks/chunk_waits.hpp"

#include <algorithm>

namespace carillon::engine {

using std::chrono::milliseconds;

void chunk_waits::note_retry(provider via, milliseconds delay) {
  auto& longest = retries_[via];
  longest = std::max(longest, delay);
}

void chunk_waits::note_hold(milliseconds delay) {
  hold_ = std::min(hold_.value_or(delay), delay);
}

milliseconds chunk_waits::soonest() const noexcept {
  auto found = hold_;
  for (const auto& [via, delay] : retries_) found = std::min(found.value_or(delay), delay);
  return found.value_or(milliseconds(0));
}

std::map<provider, milliseconds> chunk_waits::longer(milliseconds than,
                                                     const std::map<provider, std::int64_t>& before,
                                                     std::int64_t now_ms) const {
  auto all = retries_;
  for (const auto& [via, until] : before) {
    auto& longest = all[via];
    longest = std::max(longest, milliseconds(until - now_ms));
  }
  std::erase_if(all, [&](const auto& each) { return each.second <= than; });
  return all;
}

}  // namespace carillon::engine
