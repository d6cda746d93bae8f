// Takes jobs back whose worker died or fell silent: leases that ran out, and those of workers that are gone,
// go to ready, or among the dead after the third time (queue.md 2.7, 2.17). After a silence of Redis it
// leaves everybody the time to renew first. A role of the worker; several may reap at once. One io thread.
#pragma once

#include <set>
#include <string>

#include "engine/parts/absence_watch.hpp"
#include "engine/parts/silence_watch.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

class reaper {
 public:
  explicit reaper(worker_parts& parts) : parts_(parts), watch_(parts.settings.worker.lease) {}
  /// The role's loop: every partition twice a second.
  task<> run();
  /// All leases, whoever holds them. Only where nobody can.
  task<result<void>> take_back_all();

 private:
  task<result<void>> go_round();
  task<result<void>> reap(queue::partition where);
  task<> report(queue::partition where, const queue::reap_reply& reaped);
  task<result<void>> look_who_is_gone();
  void hear(std::int64_t redis_ms);
  void tell_silence();

  worker_parts& parts_;
  silence_watch watch_;
  absence_watch absences_;
  std::set<std::string> owners_;   ///< of leases, as this round found them
  std::vector<std::string> gone_;  ///< as the round before found them
  steady_time looked_{};           ///< who is there
  bool is_looking_ = false;        ///< this round asks
  bool has_begun_ = false;
  steady_time noted_{};  ///< that a round ended
};

}  // namespace carillon::engine
