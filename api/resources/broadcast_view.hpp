// A broadcast as GET and POST show it (rest-contract.md 2, 6). Pure.
#pragma once

#include "api/http/problem.hpp"
#include "queue/queue.hpp"

namespace carillon::api {

/// As it was the moment it was accepted, whatever happened since: what POST and its replays answer.
json new_broadcast_view(const queue::broadcast_record& record);
/// As it stands: status live.
json broadcast_view(const queue::broadcast_record& record, const queue::broadcast_progress& progress);

}  // namespace carillon::api
