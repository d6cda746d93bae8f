// W3C trace context: the trace id out of a `traceparent` header. It is told to the access log, to the answer
// (`trace-id`) and to the broadcast the request makes; nothing is traced by ourselves. Pure.
#pragma once

#include <string>
#include <string_view>

#include "net/h1/h1_server.hpp"

namespace carillon::api {

/// 32 lower-case hex digits, or empty when the header is absent or malformed (it is ignored then, as W3C
/// asks).
std::string trace_id_of(std::string_view traceparent);
/// Of a request's header; empty as well when there are two.
std::string trace_id_of(const net::h1_request& raw);

}  // namespace carillon::api
