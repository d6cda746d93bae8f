// Which deliveries of inbound webhooks were taken already: services send the same one again, by design or
// because someone else does. Also keeps refusals from filling the event log. One io thread.
#pragma once

#include <string>

#include "base/ids.hpp"
#include "net/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

/// One delivery of one integration, by the service's own id for it, or anything else that repeats with it.
struct webhook_delivery {
  integration_id integration;
  std::string id;
};

enum class webhook_claim {
  ours,   ///< nobody has it: the caller's to process, within 20 s
  known,  ///< it was processed
  busy,   ///< another caller is at it, or died over it
};

class webhook_log {
 public:
  webhook_log(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

  task<result<webhook_claim>> begin(webhook_delivery one);
  /// It was processed: known for 24 h.
  task<result<void>> finish(webhook_delivery one);
  /// It was not: whoever sends it next may have it.
  task<void> abandon(webhook_delivery one);
  /// True at most once in ten seconds an integration. False too when Redis cannot be asked.
  task<bool> may_note_refusal(integration_id integration);

 private:
  std::string key_of(const webhook_delivery& one) const;

  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
