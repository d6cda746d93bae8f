// Whether a worker gets on: when each role last came round, what work there is, and when some of it last
// moved. Told by the roles on the worker's thread, asked by readiness from another. A worker whose work waits
// while nothing moves serves nobody, however alive its loop is.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace carillon::engine {

/// Those whose loops must turn.
enum class role : std::uint8_t { dispatcher, lease_keeper, stager, reaper, finisher, sweep };
/// What may wait.
enum class work : std::uint8_t {
  ready,    ///< jobs in Redis, and room to take them
  open,     ///< chunks this worker holds
  planned,  ///< broadcasts it is planning
};

class pulse {
 public:
  /// The roles start now. Before that there is no trouble.
  void begin() noexcept;
  /// The role's loop came round.
  void turned(role which) noexcept;
  /// There is so much of it now.
  void holds(work which, std::size_t count) noexcept;
  /// Some of it got a step further.
  void moved(work which) noexcept;

  /// A sentence when, for longer than `patience`, work waited and none of it moved, or a role did not come
  /// round. Any thread.
  std::optional<std::string> trouble(steady_time now, std::chrono::steady_clock::duration patience) const;

 private:
  using instant = std::atomic<std::int64_t>;  ///< of the steady clock; 0 = never
  std::array<instant, 6> turns_{};
  std::array<instant, 3> moves_{};
  std::array<std::atomic<std::size_t>, 3> held_{};
};

}  // namespace carillon::engine
