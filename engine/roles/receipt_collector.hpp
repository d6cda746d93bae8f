// Asks providers what became of what they took: the receipts that deliveries on record still wait for
// (queue/awaited_receipts.hpp), many in one request, again at growing intervals until there is an answer or
// nobody will have one. A role of one worker a process; those of several processes share the work by claims.
// It sends no delivery and changes no outcome. One io thread.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "engine/routing/sender_registry.hpp"
#include "engine/sending/receipt_recorder.hpp"

namespace carillon::engine {

class receipt_collector {
 public:
  receipt_collector(worker_parts& parts, sender_registry& senders);
  /// The role's loop.
  task<> run();

 private:
  using account = std::tuple<project_id, provider, integration_id>;
  using claims = std::vector<queue::claimed_receipts>;
  /// Of a claim, the receipts from `first` on that share a request with others.
  struct share {
    std::size_t claim = 0;
    std::size_t receipt = 0;
  };

  /// How long until it had better look again.
  task<result<std::chrono::milliseconds>> go_round();
  task<result<void>> ask_all();
  task<result<void>> ask(account whose, claims claimed);
  task<result<void>> ask_sender(sender& by, claims claimed);
  /// Reads the answers into `asked`; false when there were none, and no more are to be had for now.
  task<bool> ask_once(sender& by, std::vector<asked_receipts>& asked, std::vector<share> which);

  worker_parts& parts_;
  sender_registry& senders_;
  queue::awaited_receipts awaited_;
  receipt_recorder recorder_;
  std::map<account, claims> gathered_;  ///< claimed, and not asked for yet
  std::size_t held_ = 0;                ///< receipts among them
  std::int64_t now_ms_ = 0;             ///< Redis' clock, as of the last claim
};

}  // namespace carillon::engine
