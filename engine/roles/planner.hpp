// Turns an accepted broadcast into chunk jobs: finds out who it is for, makes sure they exist, and plans
// every partition (queue.md 2.6). Works on plan jobs the dispatcher claimed; may be repeated after a crash at
// any point without planning anybody twice. One io thread.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/chunks/held_job.hpp"
#include "engine/parts/ticket.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/roles/audience.hpp"
#include "engine/routing/sender_registry.hpp"
#include "queue/keys.hpp"

namespace carillon::engine {

class planner {
 public:
  /// `on_planned` is called when a broadcast was planned: it may be finished already, if nobody was to be
  /// reached.
  planner(worker_parts& parts, sender_registry& senders, std::function<void(broadcast_id)> on_planned);

  void take_on(std::shared_ptr<held_job> held);
  /// The broadcast was cancelled: no more jobs of it are made.
  void cancel(broadcast_id broadcast);
  std::size_t under_way() const noexcept { return under_way_; }

 private:
  /// The recipients of one partition, by number.
  using roster = std::map<std::uint32_t, user_id>;
  struct plan {
    queue::plan_request request;
    delivery_steps steps;
    audience who;
    std::string topic;
    std::array<roster, queue::partition_count> named;
    std::set<std::string> errors;
    std::uint64_t partitions = 0;  ///< bit set: those that have jobs or might
    bool is_cancelled = false;
  };

  task<> run(ticket counted, std::shared_ptr<held_job> held);
  task<> see_through(std::shared_ptr<held_job> held);
  task<> tell_planned(std::shared_ptr<held_job> held);
  task<result<void>> carry_out(std::shared_ptr<held_job> held);
  task<result<plan>> prepare(const held_job& held);
  task<result<delivery_steps>> decide_steps(const held_job& held, std::string known, std::string category);
  task<result<delivery_steps>> resolve(const held_job& held, std::string category);
  task<result<void>> enlist(std::shared_ptr<held_job> held, std::shared_ptr<plan> made);
  task<result<void>> plan_partitions(std::shared_ptr<held_job> held, std::shared_ptr<plan> made);
  task<result<void>> plan_partition(std::shared_ptr<held_job> held, std::shared_ptr<plan> made,
                                    queue::partition where);
  task<> give_back(std::shared_ptr<held_job> held);
  task<> put_off(std::shared_ptr<held_job> held);

  worker_parts& parts_;
  sender_registry& senders_;
  std::function<void(broadcast_id)> on_planned_;
  std::size_t under_way_ = 0;
  std::vector<std::weak_ptr<plan>> plans_;  ///< those that are being carried out
};

}  // namespace carillon::engine
