#include "engine/outcome/retry_policy.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_retry_after{3'600'000};

/// min(cap, base·2^attempt) without overflow.
milliseconds ceiling(const config::retry_settings& settings, unsigned attempt) noexcept {
  milliseconds value = settings.base;
  for (unsigned doubling = 0; doubling < attempt && value < settings.cap; ++doubling) value *= 2;
  return std::min(value, settings.cap);
}

}  // namespace

retry_decision decide_retry(const config::retry_settings& settings, const attempt_facts& facts) noexcept {
  using enum retry_decision::kind;
  const auto backoff = ceiling(settings, facts.attempt);
  auto delay = milliseconds(static_cast<std::int64_t>(static_cast<double>(backoff.count()) * facts.dice));
  if (facts.asked_for) {
    const auto asked = std::min(*facts.asked_for, longest_retry_after);
    if (asked < facts.remaining) delay = std::max(delay, asked);
  }
  if (facts.attempt >= settings.max_attempts) return {exhausted, delay};
  if (delay >= facts.remaining) return {expired};
  return {again, delay};
}

}  // namespace carillon::engine
