// Reads an APNs answer: status, {"reason", "timestamp"} → class (providers.md 1, the table). Pure; any
// thread.
#pragma once

#include "base/clock.hpp"
#include "net/http.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::apns {

answer read_response(const net::http_response& response, timestamp now);

}  // namespace carillon::providers::apns
