// How an HTTP/1.1 response stands on the wire. Pure but for the clock in the Date header; used by
// h1_connection.
#pragma once

#include <string>
#include <string_view>

#include "net/h1/h1_server.hpp"

namespace carillon::net {

/// The reason phrase: "Not Found"; "Status" for what has none.
std::string_view reason_phrase(int status) noexcept;
/// Status line, headers and empty line; content-length counts the body whether or not it will be sent.
std::string response_head(const h1_response& response, std::string_view server_name, bool is_closing);
/// {"errors":[{"message":…}]}: what the server says by itself unless told otherwise.
std::string default_error_body(std::string_view message);

}  // namespace carillon::net
