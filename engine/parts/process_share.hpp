// What the workers of one process share: tokens of accounts, what they say of their breakers, who measures
// the queue, how many they are. Thread-safe; made by app/, kept by every worker.
#pragma once

#include <atomic>

#include "engine/parts/breaker_board.hpp"
#include "engine/routing/token_vault.hpp"

namespace carillon::engine {

class process_share {
 public:
  explicit process_share(unsigned workers) noexcept : workers_(workers) {}

  token_vault tokens;
  breaker_board breakers;

  /// Among so many the ceilings of accounts are divided.
  unsigned workers() const noexcept { return workers_; }
  /// True for the first worker that asks: it measures the queue for all.
  bool claim_measuring() noexcept { return !is_measured_.test_and_set(); }
  /// That worker stops: another may.
  void end_measuring() noexcept { is_measured_.clear(); }

 private:
  unsigned workers_;
  std::atomic_flag is_measured_;
};

}  // namespace carillon::engine
