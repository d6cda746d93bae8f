// Discards device tokens on a provider's word, unless they were registered anew meanwhile (queue.md 2.11).
// Beside the hot path: a revocation that a crash swallows happens at the next send. One io thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {

/// The address that was answered dead, as it was sent to.
struct dead_address {
  project_id project;
  store::user_ref owner;
  provider via = provider::none;
  std::uint64_t token_hash = 0;
  std::uint32_t generation = 0;
  std::optional<std::int64_t> dead_since_ms;  ///< the provider's word, if it gave one
};

class revoker {
 public:
  explicit revoker(worker_parts& parts) : parts_(parts) {}
  using callback = std::function<void(store::revocation)>;
  /// Tells `done` what became of it, once and in any case: `unknown` when Redis did not answer for about ten
  /// seconds.
  void revoke(dead_address address, callback done);

 private:
  task<> carry_out(dead_address address, callback done);
  worker_parts& parts_;
};

}  // namespace carillon::engine
