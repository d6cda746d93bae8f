#include "api/http/traffic_limits.hpp"

#include <algorithm>

namespace carillon::api {
namespace {

/// Buckets of users kept: some 10 MiB at most.
constexpr std::size_t most_users = 64 * 1024;

bool is_read(std::string_view method) noexcept {
  return method == "GET" || method == "HEAD";
}

}  // namespace

traffic_limits::traffic_limits(const config::api_settings& settings)
    : bulk_(settings),
      reads_({.per_minute = settings.reads_per_minute}),
      writes_({.per_minute = settings.writes_per_minute}),
      user_reads_({.per_minute = settings.user_reads_per_minute, .most_keys = most_users}),
      user_writes_({.per_minute = settings.user_writes_per_minute, .most_keys = most_users}),
      failed_logins_({.per_minute = settings.failed_logins_per_minute}) {}

void traffic_limits::adopt(const config::api_settings& settings) {
  reads_.set_rate(settings.reads_per_minute);
  writes_.set_rate(settings.writes_per_minute);
  user_reads_.set_rate(settings.user_reads_per_minute);
  user_writes_.set_rate(settings.user_writes_per_minute);
  failed_logins_.set_rate(settings.failed_logins_per_minute);
}

budget traffic_limits::take(project_id project, std::string_view method, steady_time at) {
  return (is_read(method) ? reads_ : writes_).take(project.raw(), at);
}

// A user's id derives from its project's: two projects have no user in common.
budget traffic_limits::take(user_id user, std::string_view method, steady_time at) {
  return (is_read(method) ? user_reads_ : user_writes_).take(user.raw(), at);
}

budget traffic_limits::login_budget(std::string_view client, steady_time at) const {
  return client.empty() ? budget{} : failed_logins_.look(client, at);
}

void traffic_limits::note_failed_login(std::string_view client, steady_time at) {
  if (!client.empty()) failed_logins_.take(client, at);
}

budget tighter(const budget& one, const budget& other) noexcept {
  if (one.limit == 0) return other;
  return other.limit == 0 || one.remaining < other.remaining ? one : other;
}

response too_many_requests(const budget& left, std::string_view message) {
  const auto wait = std::max(left.retry_in, std::chrono::seconds(1));
  auto answer = failure(
      problem{429, std::string(message), {}, "send it again after the seconds that Retry-After names"});
  answer.headers.emplace_back("retry-after", std::to_string(wait.count()));
  return answer;
}

void add_rate_headers(response& to, const budget& left) {
  if (left.limit == 0) return;
  to.headers.emplace_back("x-ratelimit-limit", std::to_string(left.limit));
  to.headers.emplace_back("x-ratelimit-remaining", std::to_string(left.remaining));
  to.headers.emplace_back("x-ratelimit-reset", std::to_string(left.full_in.count()));
}

}  // namespace carillon::api
