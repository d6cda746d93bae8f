// Cancelling a broadcast: what was not sent yet is not sent. The mark rests on its record; whoever opens a
// job of it asks, and what waits for later is made ready so that it ends now. Called by the API and `carillon
// broadcast`, and by the engine's finisher and opener. One io thread; stateless but for scripts.
#pragma once

#include <string_view>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

enum class cancel_outcome : std::uint8_t {
  cancelled,  ///< by this call
  before,     ///< it was already
  processed,  ///< nothing of it was left to stop
};

class cancellation {
 public:
  /// What is passed outlives it.
  cancellation(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  /// Atomic; writes broadcast.cancelled into the project's event log and tells the workers. not_found when
  /// there is none, or it is another project's.
  task<result<cancel_outcome>> cancel(project_id project, broadcast_id broadcast);
  /// Whose it is; not_found.
  task<result<project_id>> owner_of(broadcast_id broadcast);
  /// False also of one that is gone.
  task<result<bool>> is_cancelled(broadcast_id broadcast);
  /// Makes ready what a cancelled broadcast has waiting for later, once it is planned. True when it is
  /// cancelled, planned or not; idempotent.
  task<result<bool>> hasten(broadcast_id broadcast);

 private:
  task<result<void>> hasten_channel(broadcast_id broadcast, std::string project, std::string channel,
                                    partition where);

  net::redis& redis_;
  keys keys_;
};

/// Of which broadcast a message on keys::project_channel() tells that it is cancelled.
std::optional<broadcast_id> cancelled_in(std::string_view message);

}  // namespace carillon::queue
