// Gets a claimed chunk ready to be sent: what the broadcast says, who serves the project, who the recipients
// are, and credentials for them. Called by the dispatcher, one coroutine a chunk. One io thread.
#pragma once

#include <memory>
#include <string>

#include "engine/chunks/chunk.hpp"
#include "engine/content/broadcast_content.hpp"
#include "engine/parts/worker_parts.hpp"
#include "engine/routing/sender_registry.hpp"
#include "queue/cancellation.hpp"

namespace carillon::engine {

class chunk_opener {
 public:
  chunk_opener(worker_parts& parts, sender_registry& senders);

  /// Tries until it is done, the lease is lost, or the worker drains; an error tells that it is not open:
  /// `cancelled`, also when nobody could have anything of it now, or Redis has no room for it, and it stays
  /// closed until later.
  task<result<void>> open(std::shared_ptr<chunk> chunk);

 private:
  task<result<chunk_materials>> gather(held_job& held);
  bool lacks_room(channel over) const noexcept;
  task<> compose(held_job& held, std::string category, chunk_materials& materials);
  task<> authorize(held_job& held, std::shared_ptr<const routes> routes);

  worker_parts& parts_;
  sender_registry& senders_;
  content_cache contents_;
  queue::cancellation cancellations_;
};

}  // namespace carillon::engine
