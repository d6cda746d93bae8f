// What goes out to an endpoint of outgoing webhooks, in the form of Standard Webhooks 1.0: body, headers,
// signatures. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"
#include "net/wire.hpp"

namespace carillon::engine {

/// {"type", "timestamp", "data"}: `event` as GET /v2/events shows it is the data.
std::string webhook_body(const json& event);

/// Headers of one attempt: the id is the same at each, the time is that of this one. One signature a secret,
/// "v1,…", the present one first; of a secret that cannot be read there is none.
void put_webhook_headers(net::wire_request& out, std::string_view id, std::span<const secret> secrets,
                         timestamp at);

}  // namespace carillon::engine
