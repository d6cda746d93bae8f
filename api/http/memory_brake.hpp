// What is refused while Redis has little memory left (queue.md 2.15): first new broadcasts, which cost most,
// then all that writes, but for what takes away. The last tenth is kept for finishing what was accepted.
// Pure; one per API thread.
#pragma once

#include <cstdint>
#include <optional>

#include "api/http/problem.hpp"

namespace carillon::api {

class memory_brake {
 public:
  static constexpr double broadcasts_from = 0.8;
  static constexpr double writes_from = 0.9;
  /// So far below it is released again: at the edge it would be set and released in turn.
  static constexpr double margin = 0.02;

  enum class level : std::uint8_t {
    released,
    broadcasts,  ///< no new ones
    writes,      ///< nothing that adds
  };

  /// `ratio`: of the memory that Redis may use. True when the level changed.
  bool see(double ratio) noexcept;
  level now() const noexcept { return level_; }

  /// 503, when new broadcasts are refused, or all writes.
  std::optional<problem> refusal_of_broadcasts() const;
  std::optional<problem> refusal_of_writes() const;

 private:
  level level_ = level::released;
  double ratio_ = 0;
};

/// 503 with the same code, for what Redis itself refused because it is full.
problem queue_full();

}  // namespace carillon::api
