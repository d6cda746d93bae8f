// What is noted of a request on its way through the dispatcher: the access log's one line, and what the
// answer must tell of limits. Holds nothing that a client may want kept secret: no header, no query, no body.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/bulk_limits.hpp"
#include "api/http/client_address.hpp"
#include "api/http/rate_limit.hpp"
#include "api/http/request.hpp"

namespace carillon::api {

struct access_record {
  std::string_view method;  ///< of the few known, or "other": anybody may invent one
  std::string_view route;   ///< the pattern, or "unmatched"
  std::string request_id;
  std::string trace;  ///< trace id of the traceparent header, empty without; the answer's trace-id
  client_address client;
  role as = role::none;               ///< of the token; none before and without authentication
  std::optional<project_id> project;  ///< once known: the caller's, or the one a webhook is addressed to
  std::optional<bulk_account> pays;   ///< whose budget large bodies and answers come out of; none: nobody's
  budget left;                        ///< of the caller's project
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  int status = 0;
  double seconds = 0;
};

/// Before it is routed: who asks, under which ids.
access_record begin_record(const net::h1_request& raw, const std::vector<net::network>& trusted_proxies);
/// Writes the access log's line.
void log_access(const access_record& about);

}  // namespace carillon::api
