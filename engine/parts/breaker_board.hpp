// What the workers of a process say of their breakers, as one gauge a provider: the worst of any of its
// accounts. Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <optional>

#include "engine/outcome/breaker.hpp"
#include "engine/parts/by_provider.hpp"

namespace carillon::engine {

class breaker_board {
 public:
  using states = by_provider<std::optional<breaker_state>>;  ///< nothing: no account of that provider

  /// Replaces what that worker said before; one that leaves has no accounts.
  void show(const void* worker, const states& now);

 private:
  std::mutex mutex_;
  std::map<const void*, states> said_;
  states shown_;
};

}  // namespace carillon::engine
