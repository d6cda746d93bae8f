// Writes what came of receipts that were asked for: discards dead addresses, tells the project of deliveries
// that did not arrive after all, and puts back what is still awaited. Used by the receipt_collector; one io
// thread.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/outcome/receipt_verdict.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/routing/sender.hpp"
#include "engine/sending/shared_guard.hpp"
#include "queue/awaited_receipts.hpp"

namespace carillon::engine {

/// What was learnt of a claim.
struct asked_receipts {
  queue::claimed_receipts claimed;
  std::vector<std::optional<providers::answer>> told;  ///< beside claimed.what.receipts
  std::optional<providers::answer> refusal;            ///< why the others are not known
};

class receipt_recorder {
 public:
  explicit receipt_recorder(worker_parts& parts)
      : parts_(parts), awaited_(parts.queue.link(), parts.queue.names()), guard_(parts) {}

  /// `by` was asked, at `now_ms` of Redis' clock. An error: Redis is away, and the claim ends by itself.
  task<result<void>> record(sender& by, asked_receipts asked, std::int64_t now_ms);
  /// Nobody can be asked any more.
  task<result<void>> abandon(queue::claimed_receipts claimed);

 private:
  task<result<std::vector<user_id>>> owners_of(const queue::claimed_receipts& from,
                                               const std::vector<receipt_verdict>& verdicts);
  /// So many addresses are called dead that none is believed: by this worker, or by all of them.
  task<result<bool>> is_guarded(sender& by, project_id project, const std::vector<receipt_verdict>& verdicts);
  /// What became of the address of a delivery, in words; empty when there is nothing to say.
  task<result<std::string>> discard(sender& by, bool is_held, const queue::claimed_receipts& from,
                                    const queue::awaited_receipt& dead, const providers::answer& told,
                                    user_id owner);
  void report(sender& by, const providers::answer& told, const std::string& words);
  void count(provider via, std::string_view outcome);

  worker_parts& parts_;
  queue::awaited_receipts awaited_;
  shared_guard guard_;
};

}  // namespace carillon::engine
