// Tells one endpoint what happens: reads the project's log from the endpoint's own cursors, and what is to be
// told again when it is due; has a bounded window of calls, and writes down what came of them. What is not
// told yet stays in the log: a slow or dead endpoint costs itself time, and nobody else anything. Made by the
// project_outbox, which holds the lease; one io thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/parts/wakeup.hpp"
#include "engine/routing/carrier.hpp"
#include "engine/webhooks/call_ledger.hpp"
#include "engine/webhooks/endpoint_health.hpp"
#include "engine/webhooks/event_reader.hpp"
#include "engine/webhooks/webhook_tools.hpp"

namespace carillon::engine {

class endpoint_courier {
 public:
  /// All outlive it.
  endpoint_courier(webhook_tools& tools, event_reader& reader, project_id project,
                   store::webhook_endpoint endpoint);
  ~endpoint_courier();
  endpoint_courier(const endpoint_courier&) = delete;
  endpoint_courier& operator=(const endpoint_courier&) = delete;

  /// Its settings are these now.
  void adopt(store::webhook_endpoint endpoint);
  /// Where the project's log ends: there may be more to tell, or to tell again.
  void look(const queue::tail_cursors& ends);
  /// It waits to be told of an event that old.
  bool is_behind(std::chrono::milliseconds age, timestamp now) const;

  /// Until stop(), until it is switched off, gone, or begins anew.
  task<> run();
  /// Starts no more calls; those under way may end. run() returns once they did.
  void stop();
  /// Gives up what is under way: it counts for nothing, and is told again by whoever goes on.
  void cancel();

  /// run() found that another one holds the lease.
  bool has_lost_lease() const noexcept { return has_lost_lease_; }

 private:
  class call;
  struct message {
    told_event what;
    queue::call_source source = queue::call_source::log;
    unsigned attempts = 0;  ///< made before
  };

  task<result<void>> open();
  task<result<void>> refill();
  task<result<void>> take_due();
  task<result<void>> take_span(queue::told_span span);
  task<result<void>> take_log();
  bool has_room_for_log() const noexcept;
  std::vector<queue::partition> partitions_with_more() const;
  void start();
  void ended(call& one, const call_verdict& verdict);
  queue::ended_call fate_of(const message& of, const call_verdict& verdict);
  bool has_something_to_settle() const noexcept;
  task<result<void>> turn();
  void gather();
  task<result<void>> settle();
  task<> note(event_name kind, json context);
  std::chrono::nanoseconds patience() const;
  result<std::shared_ptr<carrier>> connect() const;

  webhook_tools& tools_;
  event_reader& reader_;
  project_id project_;
  store::webhook_endpoint endpoint_;
  std::shared_ptr<carrier> carried_by_;
  std::vector<std::shared_ptr<carrier>> former_carriers_;  ///< to its URL of before
  std::string path_;                                       ///< of its URL
  wakeup changed_;

  std::unique_ptr<endpoint_health> health_;
  std::string generation_;
  queue::tail_cursors read_;  ///< how far the log was read; what was read is in the ledger
  queue::tail_cursors ends_;
  unsigned next_partition_ = 0;
  call_ledger ledger_;
  std::deque<message> waiting_;
  std::unordered_set<event_id> again_;  ///< told again: taken from the set, not settled yet
  steady_time due_at_{};                ///< when to look for what is due
  steady_time looked_for_due_{};
  std::vector<std::unique_ptr<call>> calls_;
  std::size_t under_way_ = 0;

  std::vector<queue::ended_call> ended_;        ///< of those told again
  std::size_t unsettled_ = 0;                   ///< calls that ended since the last settlement
  bool has_passed_ = false;                     ///< the log was read further, whatever was to be told of it
  std::optional<queue::settlement> to_settle_;  ///< on its way to Redis
  steady_time settled_at_{};
  std::uint64_t settlements_ = 0;
  std::uint64_t waiting_again_ = 0;  ///< events in the set
  bool is_stopping_ = false;
  bool has_lost_lease_ = false;
  bool is_disabling_told_ = false;
  bool has_ended_ = false;  ///< it is gone, begins anew, or another one calls it
};

}  // namespace carillon::engine
