#include "engine/webhooks/call_schedule.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
constexpr std::array<std::chrono::milliseconds, most_calls - 1> waits{5s,  5min, 30min, 2h, 5h,
                                                                      10h, 14h,  20h,   24h};
constexpr double most_jitter = 0.1;

}  // namespace

std::optional<std::chrono::milliseconds> wait_after(unsigned attempts, double dice,
                                                    std::chrono::milliseconds asked_for) {
  if (attempts == 0 || attempts >= most_calls) return std::nullopt;
  const auto wait = waits[attempts - 1];
  const auto jitter = static_cast<double>(wait.count()) * most_jitter * dice;
  return std::max(wait + std::chrono::milliseconds(static_cast<std::int64_t>(jitter)), asked_for);
}

}  // namespace carillon::engine
