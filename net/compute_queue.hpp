// What waits for compute_pool, by owner: who may have how much waiting, whose turn it is, and which of the
// two kinds of threads a piece belongs to. An owner's pieces are prompt while it has credit or is alone here;
// past that they get what time is left over. Used by compute_pool under its lock; pure but for the clock it
// is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/compute_pool.hpp"
#include "net/time_credit.hpp"

namespace carillon::net {

struct compute_job;

/// The kinds of threads.
enum class pace : std::uint8_t {
  prompt,     ///< next to the loops, a little behind them
  left_over,  ///< when no other thread of the machine wants the core
};

class compute_queue {
 public:
  compute_queue(const compute_pool_options& options, const presence& who);

  struct taken {
    std::string owner;
    std::shared_ptr<compute_job> job;  ///< null: nothing for that kind of thread
  };

  /// False: too much waits already, and nothing of it was promised.
  bool add(std::string owner, std::shared_ptr<compute_job> one, piece_of what);
  /// The first piece of the owner whose turn it is, among those this kind of thread works for.
  taken take(pace kind, steady_time at);
  /// A prompt piece took that long.
  void note(std::string_view owner, std::chrono::nanoseconds used, steady_time at);
  std::vector<std::shared_ptr<compute_job>> drain();
  std::size_t size() const noexcept { return count_; }

 private:
  struct line {
    std::deque<std::shared_ptr<compute_job>> jobs;
    std::size_t bytes = 0;
  };
  bool may_wait(const std::string& owner, std::size_t bytes) const;
  pace pace_of(const std::string& owner, steady_time at) const;

  const compute_pool_options options_;
  const presence& who_;
  time_credit credit_;
  std::map<std::string, line> waiting_;  ///< by owner; none is empty
  std::list<std::string> turns_;         ///< owners that have something waiting
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace carillon::net
