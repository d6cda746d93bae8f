// Cross-origin resource sharing (the Fetch standard): browsers call the routes of users, so those answer
// preflights and tell the browser which pages may read them. Credentials are never allowed: a page must hold
// the user's token, a cookie would prove nothing. Project routes say nothing; their tokens belong on servers.
// Pure; used by dispatcher.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/http/router.hpp"

namespace carillon::api {

class cors_policy {
 public:
  using header_list = std::vector<std::pair<std::string, std::string>>;

  /// `origins`: settings.api.cors_origins.
  cors_policy(std::vector<std::string> origins, const std::vector<route>& routes);

  /// What any answer to this request must carry; empty for most.
  header_list headers_for(const net::h1_request& raw) const;
  /// The answer's own headers when the request is a preflight of a user route by an allowed origin.
  std::optional<header_list> preflight(const net::h1_request& raw) const;

 private:
  std::optional<std::string> allowed_origin(const net::h1_request& raw) const;

  std::vector<std::string> origins_;
  bool is_any_allowed_;
  router user_routes_;
};

}  // namespace carillon::api
