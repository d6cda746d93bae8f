// Addresses that a provider wants left alone for a while (throttle_scope::address, traits::spacing), whatever
// is sent to them. Bounded; costs nothing while there are none. Pure; one per sender.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "base/clock.hpp"

namespace carillon::engine {

class address_pauses {
 public:
  static constexpr std::size_t most = 10'000;  ///< with more, those that end first are forgotten

  void pause(std::uint64_t address_hash, steady_time until, steady_time now);
  bool is_empty() const noexcept { return until_.empty(); }
  /// Not positive when it may be sent to.
  std::chrono::milliseconds left(std::uint64_t address_hash, steady_time now) const noexcept;

 private:
  std::unordered_map<std::uint64_t, steady_time> until_;
};

}  // namespace carillon::engine
