// Discards device tokens on a provider's word, unless they were registered anew meanwhile, or so many are
// called dead that no such word is believed (queue.md 2.11). Beside the hot path: a revocation that a crash
// swallows happens at the next send. One io thread.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/parts/worker_parts.hpp"
#include "engine/routing/routes.hpp"
#include "engine/sending/dead_address.hpp"
#include "engine/sending/shared_guard.hpp"

namespace carillon::engine {

class revoker {
 public:
  explicit revoker(worker_parts& parts) : parts_(parts), guard_(parts) {}
  /// Tells `done` what became of it, once and in any case: `unknown` when Redis did not answer for about ten
  /// seconds. What comes in one turn of the loop is asked about together.
  void revoke(dead_address address, revocation_callback done);
  /// A chunk was sent through these: what their guards saw is shared, once it is worth a command.
  void share_news(project_id project, const routes& through);

 private:
  /// Calls back when it goes, whatever made it go: a delivery waits for it.
  class promise {
   public:
    explicit promise(revocation_callback done) : done_(std::move(done)) {}
    ~promise() { done_(outcome); }
    promise(const promise&) = delete;
    promise& operator=(const promise&) = delete;

    store::revocation outcome = store::revocation::unknown;

   private:
    revocation_callback done_;
  };
  struct revocation {
    dead_address address;
    std::unique_ptr<promise> told;
  };
  task<> begin();
  task<> ask(std::vector<revocation> alike);
  task<> carry_out(revocation wanted);
  task<> tell(project_id project, std::vector<guard_news> news);

  worker_parts& parts_;
  shared_guard guard_;
  std::vector<revocation> new_;  ///< of this turn
};

}  // namespace carillon::engine
