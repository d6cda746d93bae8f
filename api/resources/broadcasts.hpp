// /broadcasts: create, list, fetch (rest-contract.md 1A rows 1-3), and cancel, which is ours.
#pragma once

#include "api/http/request.hpp"

namespace carillon::api {

/// A broadcast's body as it is kept.
struct prepared_broadcast {
  std::string hash;        ///< of the whole, to know the same request by
  std::string recipients;  ///< JSON
  std::string rest;        ///< JSON, without the recipients
  lane urgency = lane::standard;
};
/// `body`: as broadcast_rule() left it. Pure; as long as the body is large.
prepared_broadcast prepare_broadcast(json body);

/// A broadcast on its way in, however it came.
struct broadcast_request {
  prepared_broadcast what;
  std::string key;    ///< of idempotency; empty: none
  std::string trace;  ///< W3C trace id, or empty
};
/// Durable when it returns. The record of the first request when the key is known; 422 when that was another,
/// 503 and 429 while there is no room for more (queue_watch).
task<checked<queue::broadcast_record>> accept_broadcast(services& with, project_id project,
                                                        broadcast_request wanted);

/// 201 once the broadcast is durable. With an Idempotency-Key a repeated request answers the first one's
/// body, and another request under the same key 422.
task<response> create_broadcast(services& with, request of);
task<response> list_broadcasts(services& with, request of);
task<response> fetch_broadcast(services& with, request of);
/// 200 and the broadcast once nothing more of it will be sent, repeated or not; 409 when it had been
/// processed.
task<response> cancel_broadcast(services& with, request of);

}  // namespace carillon::api
