// Claims chunk jobs, opens them, and sees them to their end: window, recorder and leases meet here. Keeps
// enough chunks open that the window never runs dry, claims the next before the current ones are sent. A role
// of the worker; one io thread. What throws while a job is worked on costs that job: it goes to the dead
// letters.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

#include "engine/chunks/chunk_opener.hpp"
#include "engine/chunks/lease_keeper.hpp"
#include "engine/chunks/recorder.hpp"
#include "engine/parts/lane_wheel.hpp"
#include "engine/parts/ready_view.hpp"
#include "engine/parts/ticket.hpp"
#include "engine/parts/wakeup.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/sending/revoker.hpp"
#include "engine/sending/window.hpp"
#include "queue/fair_queue.hpp"
#include "queue/wake_message.hpp"

namespace carillon::engine {

struct dispatcher_listener {
  std::function<void(std::shared_ptr<held_job>)> on_plan;  ///< a plan job was claimed: the planner's
  std::function<std::size_t()> plans;                      ///< how many of those are under way
  std::function<void(broadcast_id)> on_jobs_done;          ///< those of a partition are: the broadcast may be
};

class dispatcher {
 public:
  dispatcher(worker_parts& parts, sender_registry& senders, lease_keeper& leases,
             dispatcher_listener listener);

  /// The role's loop: claims until the worker drains.
  task<> run();
  /// Work appeared: as told, or perhaps, and anywhere.
  void wake(std::optional<queue::wake_message> told = {});

  /// A project's integrations changed: its open chunks go on with these.
  void reroute(project_id project, const std::shared_ptr<const routes>& now);

  /// The broadcast was cancelled: its open chunks send nothing more.
  void cancel(broadcast_id broadcast);

  /// Draining, step by step: no new sends; later, cancel what is in flight; later, end all jobs.
  void stop_sending();
  void cancel_flights() { window_.cancel_all(); }
  void end_jobs();

  std::size_t in_flight() const noexcept { return window_.in_flight(); }
  /// Deliveries in flight, or recipients of which some devices are still to be sent to.
  bool has_begun_recipients() const noexcept { return window_.has_begun_recipients(); }
  const by_provider<std::size_t>& in_flight_by_provider() const noexcept {
    return window_.in_flight_by_provider();
  }
  std::size_t open_jobs() const noexcept { return chunks_.size(); }
  /// No job is held and none will be claimed: the end of draining.
  bool has_ended() const noexcept { return has_ended_ && claiming_ == 0 && chunks_.empty(); }

 private:
  /// For whose jobs there is room; nothing: for none.
  std::optional<ready_view::whose> room_for(lane of) const;
  struct turn {
    lane which;
    ready_view::whose wanted;
  };
  std::optional<turn> next_turn();
  task<> look();
  task<> claim(ticket counted, queue::partition where, turn its);
  task<result<std::vector<queue::claimed_job>>> claim_until_answered(queue::partition where, lane first,
                                                                     std::vector<project_id> passed_over);
  void take_on(queue::claimed_job job);
  void begin(const std::shared_ptr<held_job>& held);
  task<> open(ticket counted, std::shared_ptr<chunk> chunk);
  void start(chunk& opened);
  void fail(chunk& failed, error why);
  void take_census();
  std::vector<project_id> projects_with_enough(ready_view::whose wanted) const;
  void note_cost(const held_job& held);
  task<> charge(project_id project, queue::partition where, lane which, std::uint64_t price);
  void on_lost(chunk& lost);
  void on_end(const std::shared_ptr<chunk>& ended, job_end how);

  worker_parts& parts_;
  lease_keeper& leases_;
  dispatcher_listener listener_;
  chunk_opener opener_;
  revoker revoker_;
  reconciler reconciler_;
  window window_;
  recorder recorder_;
  lane_wheel turns_;
  ready_view view_;
  wakeup hungry_;
  patience trouble_;
  patience claim_trouble_;
  std::unordered_map<const chunk*, std::shared_ptr<chunk>> chunks_;
  std::size_t claiming_ = 0;                ///< claims whose answer is awaited
  std::size_t opening_ = 0;                 ///< chunks that are being read, but for the slow ones
  std::map<project_id, std::size_t> slow_;  ///< chunks whose opening takes long, by project
  queue::fair_queue prices_;
  bool has_ended_ = false;  ///< the role's loop
  bool is_view_stale_ = true;
  bool has_seen_nothing_ = false;  ///< at the last look
  steady_time looked_{};
};

}  // namespace carillon::engine
