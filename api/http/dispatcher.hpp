// The way of one request: route, limits, caller, handler, answer; with request id, CORS, metrics and access
// log around it, and the one place of the API where exceptions are caught. One per server.
#pragma once

#include <map>
#include <memory>

#include "api/auth/authenticator.hpp"
#include "api/http/cors.hpp"
#include "api/http/router.hpp"
#include "api/http/traffic_limits.hpp"
#include "base/metrics.hpp"
#include "net/network.hpp"

namespace carillon::api {

struct access_record;

class dispatcher {
 public:
  /// References outlive it; `limits` is shared with the other API threads.
  dispatcher(services& with, authenticator& who, std::shared_ptr<traffic_limits> limits,
             std::vector<route> routes);

  /// Never throws.
  task<response> handle(net::h1_request raw);
  /// May this request's large body come, and who pays for it meanwhile? Only for a caller who proves to be
  /// one, or for a webhook whose integration is there. Never throws.
  task<net::h1_admission> admit(const net::h1_request& raw);
  /// By what strangers are told apart: client_address.hpp.
  std::string address_of(const net::h1_request& raw) const;

 private:
  task<response> answer(net::h1_request raw, const routed& where, access_record& about);
  task<response> serve(net::h1_request raw, const routed& where, access_record& about);
  task<checked<net::h1_payer>> payer_of(const net::h1_request& raw, const routed& where,
                                        access_record& about);
  std::optional<response> bulk_refusal(const access_record& about) const;
  void charge_bulk(const access_record& about, std::size_t bytes);
  response charge_failure(response given, const access_record& about);
  void finish(response& given, access_record& about, cors_policy::header_list for_browsers);
  void count(const access_record& about);

  services& services_;
  authenticator& authenticator_;
  std::shared_ptr<traffic_limits> limits_;
  router router_;
  cors_policy cors_;
  std::vector<net::network> trusted_proxies_;
  struct route_metrics {
    metrics::counter total;
    metrics::histogram duration;
  };
  std::map<std::pair<std::string, int>, route_metrics> counters_;  ///< by method and route, and status
};

}  // namespace carillon::api
