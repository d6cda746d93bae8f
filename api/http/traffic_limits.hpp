// Every rate limit of the API, shared by its threads, and how they speak to clients: 429 with Retry-After,
// and X-RateLimit-* on what was granted. Used by dispatcher.
#pragma once

#include <string_view>

#include "api/http/bulk_limits.hpp"
#include "api/http/problem.hpp"
#include "api/http/rate_limit.hpp"
#include "base/ids.hpp"
#include "config/settings.hpp"

namespace carillon::api {

class traffic_limits {
 public:
  explicit traffic_limits(const config::api_settings& settings);

  /// Requests a minute are these from now on. Any thread.
  void adopt(const config::api_settings& settings);

  /// Takes one request out of the project's budget for that method.
  budget take(project_id project, std::string_view method, steady_time at);
  /// The same of a user's own. Before the project's, so that a user past its own takes nothing of that.
  budget take(user_id user, std::string_view method, steady_time at);
  /// May this client address (client_address.hpp) still try to log in? An empty one always may.
  budget login_budget(std::string_view client, steady_time at) const;
  /// One more request of it was answered 401.
  void note_failed_login(std::string_view client, steady_time at);
  bulk_limits& bulk() noexcept { return bulk_; }

 private:
  bulk_limits bulk_;
  rate_limit reads_, writes_, user_reads_, user_writes_, failed_logins_;
};

/// The one that ends first.
budget tighter(const budget& one, const budget& other) noexcept;
/// 429 for a budget that is exceeded.
response too_many_requests(const budget& left, std::string_view message);
/// x-ratelimit-limit, -remaining and -reset (seconds until the budget is whole again); none without a limit.
void add_rate_headers(response& to, const budget& left);

}  // namespace carillon::api
