// The demo's live line: a bar on a terminal, a line every two seconds elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "app/metrics_snapshot.hpp"

namespace carillon::app {

/// What the server's metrics say of the deliveries so far.
struct delivery_counts {
  double delivered = 0, failed = 0, revoked = 0, retried = 0, in_flight = 0;
  double finished() const { return delivered + failed + revoked; }
};
delivery_counts count_deliveries(const metrics_snapshot& now);

class demo_progress {
 public:
  /// `expected`: deliveries there will be.
  explicit demo_progress(std::uint64_t expected);
  void show(const delivery_counts& now);
  /// Leaves the last line standing.
  void finish();

 private:
  double expected_;
  bool is_terminal_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point last_;
  double last_finished_ = 0;
  double rate_ = 0;
};

/// "  12,345": digits in groups of three.
std::string grouped(std::uint64_t number);

}  // namespace carillon::app
