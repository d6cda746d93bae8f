// One place at a time for pure work that a client's text decides the length of: rendering templates, judging
// conditions. Slices of a millisecond; after each the loop turns, and the project that had the least goes
// next. So a hostile template costs its own project time, and others a slice. One per worker, one io thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "engine/parts/wakeup.hpp"

namespace carillon::engine {

/// What a job has cost so far. `on_slow` is called once, when that is more than openings usually cost, or
/// when it has to wait for somebody: others go on meanwhile.
struct work_meter {
  static constexpr std::chrono::milliseconds slow_after{10};
  project_id project;
  std::chrono::nanoseconds spent{0};
  std::function<void()> on_slow{};
  void be_slow() {
    if (on_slow) std::exchange(on_slow, {})();
  }
};

class workbench {
 public:
  explicit workbench(asio::io_context& context) : context_(context) {}

  /// One job's time at the bench: begin(), work, pause() whenever it is due, and leave by destruction. Never
  /// waits for anything else while it holds the place.
  class stint {
   public:
    /// Both outlive it.
    stint(workbench& bench, work_meter& meter);
    ~stint();
    stint(const stint&) = delete;
    stint& operator=(const stint&) = delete;

    /// Comes back when it is this job's turn.
    task<> begin();
    bool is_due() const noexcept { return std::chrono::steady_clock::now() - since_ > slice; }
    /// Gives the place to whoever had less, and comes back with it.
    task<> pause();

   private:
    friend class workbench;
    static constexpr std::chrono::milliseconds slice{1};
    workbench& bench_;
    work_meter& meter_;
    wakeup turn_;
    steady_time since_{};
    bool has_place_ = false;
  };

 private:
  void take(stint& next);
  void leave(stint& holder);
  std::chrono::nanoseconds start_of(project_id project) const;

  asio::io_context& context_;
  std::vector<stint*> waiting_;
  std::unordered_map<project_id, std::chrono::nanoseconds> used_;  ///< virtual: who was idle saves nothing up
  std::chrono::nanoseconds clock_{0};                              ///< where the one at work began
  bool is_taken_ = false;
};

}  // namespace carillon::engine
