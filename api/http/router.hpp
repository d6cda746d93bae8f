// Which handler a method and a path lead to. Patterns are segments: literal, {parameter}, and {rest...} that
// takes all that is left. A path belongs to the least vague patterns that match it, and has their methods
// only: GET /notifications/read is not the notification of the id "read". Paths are compared as they came:
// nothing is normalised, a trailing slash is another path. Built once, then read only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "api/http/request.hpp"

namespace carillon::api {

using handler = std::function<task<response>(services&, request)>;
/// A path's parameters, decoded.
using path_parameters = std::vector<std::pair<std::string_view, std::string>>;
/// The project that a request without a token is addressed to, by its path alone; else the refusal.
using find_addressee = std::function<task<checked<project_id>>(services&, path_parameters)>;

/// One row of the table in routes.cpp. Views are of literals.
struct route {
  std::string_view method;
  std::string_view pattern;
  role who = role::project;
  std::string operation;  ///< its name in the OpenAPI document; unique
  handler handle;
  find_addressee
      addressee{};  ///< where role::none may send more than net::h1_server_options::max_unproven_body
  /// Served however little memory Redis has left, as GET and DELETE are; or refuses by itself.
  bool passes_brake = false;
};

struct routed {
  const route* found = nullptr;
  path_parameters parameters;
  std::string allow;          ///< methods of that path, "GET, HEAD, …": empty when nobody knows the path
  bool is_malformed = false;  ///< a parameter's percent-encoding is broken
};

class router {
 public:
  explicit router(std::vector<route> routes);

  /// HEAD leads to GET's route.
  routed find(std::string_view method, std::string_view path) const;
  const std::vector<route>& routes() const noexcept { return routes_; }

 private:
  struct candidate {
    std::size_t index;   ///< in routes_
    unsigned vagueness;  ///< how much its pattern leaves open
  };
  void consider(const candidate& one, std::string_view method, std::string_view path, unsigned& least,
                routed& out) const;

  std::vector<route> routes_;
  /// By the first two segments of the path, "/v2/users": a request looks at a handful of the patterns.
  std::unordered_map<std::string_view, std::vector<candidate>> by_head_;
  std::vector<candidate> elsewhere_;  ///< those with a parameter among the first two
};

}  // namespace carillon::api
