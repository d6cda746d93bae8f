// Discards device tokens on a provider's word, unless they were registered anew meanwhile (queue.md 2.11).
// Beside the hot path: a revocation that a crash swallows happens at the next send. One io thread.
#pragma once

#include "engine/parts/worker_parts.hpp"
#include "engine/sending/dead_address.hpp"

namespace carillon::engine {

class revoker {
 public:
  explicit revoker(worker_parts& parts) : parts_(parts) {}
  /// Tells `done` what became of it, once and in any case: `unknown` when Redis did not answer for about ten
  /// seconds.
  void revoke(dead_address address, revocation_callback done);

 private:
  task<> carry_out(dead_address address, revocation_callback done);
  worker_parts& parts_;
};

}  // namespace carillon::engine
