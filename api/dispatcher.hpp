// The way of one request: route, caller, handler, answer; with request id, metrics and access log around it,
// and the one place of the API where exceptions are caught. One per server.
#pragma once

#include <map>

#include "api/authenticator.hpp"
#include "api/router.hpp"
#include "base/metrics.hpp"

namespace carillon::api {

class dispatcher {
 public:
  /// References outlive it.
  dispatcher(services& with, authenticator& who, std::vector<route> routes);

  /// Never throws.
  task<response> handle(net::h1_request raw);

 private:
  task<response> answer(net::h1_request raw, std::string id, const routed& where);
  task<response> serve(net::h1_request raw, std::string id, const routed& where);
  void report(const net::h1_request& raw, const routed& where, int status, double seconds);

  services& services_;
  authenticator& authenticator_;
  router router_;
  std::map<std::pair<std::string, int>, metrics::counter> counters_;  ///< by method and route, and status
};

}  // namespace carillon::api
