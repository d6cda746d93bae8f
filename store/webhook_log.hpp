// Which deliveries of inbound webhooks were taken already: services send the same one again, by design or
// because someone else does. Also keeps refusals from filling the event log. One io thread.
#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

/// One delivery of one integration: by what was signed, and by the service's own id for it. Either alone
/// makes it the same one: an id may be unsigned, and of a body sent again a part may have changed.
struct webhook_delivery {
  integration_id integration;
  std::string digest;  ///< of the signed body
  std::string id;      ///< may be empty
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
  task<result<webhook_claim>> claim(std::string key);
  /// One for the digest, and one for the id when there is one.
  std::vector<std::string> keys_of(const webhook_delivery& one) const;

  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
