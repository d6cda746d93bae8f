#include "engine/parts/pulse.hpp"

#include <string_view>

namespace carillon::engine {
namespace {

constexpr std::array<std::string_view, 6> role_names{"dispatcher", "lease keeper", "stager",
                                                     "reaper",     "finisher",     "sweep"};
constexpr std::array<std::string_view, 3> idle_words{"jobs are ready and none was taken",
                                                     "jobs are open and none got further",
                                                     "broadcasts are being planned and none got further"};

std::int64_t ticks(steady_time at) noexcept {
  return at.time_since_epoch().count();
}

std::int64_t current() noexcept {
  return ticks(std::chrono::steady_clock::now());
}

std::string since(std::int64_t then, steady_time now) {
  const auto silence = now - steady_time(steady_time::duration(then));
  return " for " + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(silence).count()) + " s";
}

}  // namespace

void pulse::begin() noexcept {
  for (auto& each : turns_) each = current();
  for (auto& each : moves_) each = current();
}

void pulse::turned(role which) noexcept {
  turns_[static_cast<std::size_t>(which)] = current();
}

void pulse::holds(work which, std::size_t count) noexcept {
  const auto index = static_cast<std::size_t>(which);
  if (held_[index].exchange(count) == 0) moves_[index] = current();  // it begins to wait now
}

void pulse::moved(work which) noexcept {
  moves_[static_cast<std::size_t>(which)] = current();
}

std::optional<std::string> pulse::trouble(steady_time now,
                                          std::chrono::steady_clock::duration patience) const {
  const auto limit = ticks(now - patience);
  for (std::size_t index = 0; index < moves_.size(); ++index) {
    const auto last = moves_[index].load();
    if (last != 0 && last < limit && held_[index] > 0)
      return std::string(idle_words[index]) + since(last, now);
  }
  for (std::size_t index = 0; index < turns_.size(); ++index) {
    const auto last = turns_[index].load();
    if (last != 0 && last < limit)
      return "the " + std::string(role_names[index]) + " did not come round" + since(last, now);
  }
  return std::nullopt;
}

}  // namespace carillon::engine
