#include "api/dispatcher.hpp"

#include <exception>

#include "api/access_record.hpp"
#include "base/log.hpp"

namespace carillon::api {
namespace {

constexpr std::string_view unmatched = "unmatched";

response empty_answer(int status, const std::string& allow) {
  response answer;
  answer.status = status;
  answer.headers.emplace_back("allow", allow + ", OPTIONS");
  return answer;
}

void add_headers(response& to, cors_policy::header_list headers) {
  for (auto& header : headers) to.headers.push_back(std::move(header));
}

}  // namespace

dispatcher::dispatcher(services& with, authenticator& who, std::shared_ptr<traffic_limits> limits,
                       std::vector<route> routes)
    : services_(with),
      authenticator_(who),
      limits_(std::move(limits)),
      router_(std::move(routes)),
      cors_(with.settings.api.cors_origins, router_.routes()),
      trusted_proxies_(net::network::parse_all(with.settings.api.trusted_proxies).value()) {}

task<response> dispatcher::handle(net::h1_request raw) {
  const auto start = std::chrono::steady_clock::now();
  const auto where = router_.find(raw.method, raw.path);
  auto about = begin_record(raw, trusted_proxies_);
  about.route = where.found ? where.found->pattern : unmatched;
  auto for_browsers = cors_.headers_for(raw);
  auto given = co_await answer(std::move(raw), where, about);
  given.headers.emplace_back("x-request-id", about.request_id);
  if (!about.trace.empty()) given.headers.emplace_back("trace-id", about.trace);
  add_rate_headers(given, about.left);
  add_headers(given, std::move(for_browsers));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  about.status = given.status;
  about.seconds = taken.count();
  count(about);
  log_access(about);
  co_return given;
}

task<response> dispatcher::answer(net::h1_request raw, const routed& where, access_record& about) {
  if (where.allow.empty()) co_return failure(problem{404, "not found"});
  if (raw.method == "OPTIONS") {
    auto options = empty_answer(204, where.allow);
    if (auto permitted = cors_.preflight(raw)) add_headers(options, std::move(*permitted));
    co_return options;
  }
  if (where.found == nullptr) co_return empty_answer(405, where.allow);
  if (where.is_malformed) co_return failure(problem{400, "the path is malformed"});
  const auto attempts = limits_->login_budget(about.client.key, std::chrono::steady_clock::now());
  if (attempts.is_exceeded) {
    co_return too_many_requests(attempts, "too many requests from this address were not authenticated");
  }
  try {
    auto served = co_await serve(std::move(raw), where, about);
    if (served.status == 401) {
      limits_->note_failed_login(about.client.key, std::chrono::steady_clock::now());
    }
    co_return served;
  } catch (const std::exception& thrown) {
    log::error("handler_failed", thrown.what(), {{"route", about.route}, {"request_id", about.request_id}});
  }
  co_return failure(problem{500, "Internal Server Error"});
}

task<response> dispatcher::serve(net::h1_request raw, const routed& where, access_record& about) {
  auto query = query_parameters::parse(raw.query);
  if (!query) co_return failure(query.error());
  request of;
  if (where.found->who != role::none) {
    auto who = co_await authenticator_.authenticate(raw, where.found->who);
    if (!who) co_return failure(who.error());
    of.caller = std::move(*who);
    about.as = where.found->who;
    about.project = of.project();
    about.left = limits_->take(of.project(), raw.method, std::chrono::steady_clock::now());
    if (about.left.is_exceeded) {
      co_return too_many_requests(about.left, "this project makes too many requests");
    }
  }
  of.raw = std::move(raw);
  of.id = about.request_id;
  of.record = &about;
  of.pattern = where.found->pattern;
  of.parameters = where.parameters;
  of.query = std::move(*query);
  auto served = co_await where.found->handle(services_, std::move(of));
  co_return served;
}

void dispatcher::count(const access_record& about) {
  const auto key = std::pair(std::string(about.method).append(" ").append(about.route), about.status);
  auto place = counters_.find(key);
  if (place == counters_.end()) {
    const auto code = std::to_string(about.status);
    const auto total = metrics::get_counter(
        "carillon_http_requests_total", {{"route", about.route}, {"method", about.method}, {"code", code}});
    const auto duration =
        metrics::get_histogram("carillon_http_request_duration_seconds", {{"route", about.route}});
    place = counters_.emplace(key, route_metrics{total, duration}).first;
  }
  place->second.total.add();
  place->second.duration.observe(about.seconds);
}

}  // namespace carillon::api
