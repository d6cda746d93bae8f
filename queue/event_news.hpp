// Tells over pub/sub that a project's event log grew, or that more is asked of its webhook endpoints, so that
// who follows it need not look all the time. News may get lost, with a connection or a process: who follows
// looks now and then as well. One io thread.
#pragma once

#include <chrono>
#include <unordered_map>

#include "base/clock.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

class event_news {
 public:
  /// What is passed outlives it.
  event_news(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// Returns once it was told, or could not be.
  task<> tell(project_id project);
  /// Where there is news all the time: nobody waits for it, and what comes `at_most_every` is told once.
  void tell_often(project_id project, steady_time now);

  static constexpr std::chrono::milliseconds at_most_every{250};
  /// So long there may be more than was told: who follows had better go on looking.
  static constexpr std::chrono::milliseconds lasts_for{2'000};

 private:
  net::redis& redis_;
  keys keys_;
  std::unordered_map<project_id, steady_time> told_;  ///< of tell_often()
};

}  // namespace carillon::queue
