// W3C trace context: the trace id out of a `traceparent` header. Pure.
#pragma once

#include <string>
#include <string_view>

namespace carillon::api {

/// 32 lower-case hex digits, or empty when the header is absent or malformed (it is ignored then, as W3C
/// asks).
std::string trace_id_of(std::string_view traceparent);

}  // namespace carillon::api
