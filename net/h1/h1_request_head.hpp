// How a request stands on the wire in HTTP/1.1. Pure; used by h1_client_session.
#pragma once

#include <string>
#include <string_view>

#include "net/wire.hpp"

namespace carillon::net {

/// Writes request line, Host, the headers, Content-Length where a body is usual, and the empty line into
/// `out`. False, and nothing written, when some part would break out of its line or its place.
bool write_request_head(const wire_request& request, std::string_view authority, std::string& out);

}  // namespace carillon::net
