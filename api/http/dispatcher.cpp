#include "api/http/dispatcher.hpp"

#include <boost/asio/steady_timer.hpp>
#include <exception>

#include "api/http/access_record.hpp"
#include "api/http/queue_watch.hpp"
#include "base/log.hpp"

namespace carillon::api {
namespace {

constexpr std::string_view unmatched = "unmatched";
/// A refusal costs what a small request costs. Who goes on past a budget gets four a second on each
/// connection, not thousands; nobody who returns when Retry-After says so meets this twice.
constexpr std::chrono::milliseconds refused_after{250};

/// Takes away, or changes nothing.
bool may_add(const route& to) noexcept {
  return to.method != "GET" && to.method != "DELETE" && !to.passes_brake;
}

task<> keep_waiting() {
  asio::steady_timer timer(co_await asio::this_coro::executor, refused_after);
  co_await timer.async_wait(no_throw);
}

response empty_answer(int status, const std::string& allow) {
  response answer;
  answer.status = status;
  answer.headers.emplace_back("allow", allow + ", OPTIONS");
  return answer;
}

bulk_account account_of(const caller& who) {
  bulk_account account{.project = who.project->id};
  if (who.user) account.user = who.user->id;
  return account;
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
  const auto where = router_.find(raw.method, raw.path);
  auto about = begin_record(raw, trusted_proxies_);
  about.route = where.found ? where.found->pattern : unmatched;
  auto for_browsers = cors_.headers_for(raw);
  auto given = co_await answer(std::move(raw), where, about);
  finish(given, about, std::move(for_browsers));
  if (given.status == 429) co_await keep_waiting();
  co_return given;
}

task<net::h1_admission> dispatcher::admit(const net::h1_request& raw) {
  const auto where = router_.find(raw.method, raw.path);
  auto about = begin_record(raw, trusted_proxies_);
  about.route = where.found ? where.found->pattern : unmatched;
  net::h1_admission decided;
  try {
    auto payer = co_await payer_of(raw, where, about);
    if (!payer) decided.refusal = charge_failure(failure(payer.error()), about);
    if (payer) decided.refusal = bulk_refusal(about);
    if (payer && !decided.refusal) {
      decided.charged_to = std::move(*payer);
      co_return decided;
    }
  } catch (const std::exception& thrown) {
    log::error("handler_failed", thrown.what(), {{"route", about.route}, {"request_id", about.request_id}});
    decided.refusal = failure(problem{500, "Internal Server Error"});
  }
  finish(*decided.refusal, about, cors_.headers_for(raw));
  if (decided.refusal->status == 429) co_await keep_waiting();
  co_return decided;
}

std::string dispatcher::address_of(const net::h1_request& raw) const {
  auto client = client_of(raw, trusted_proxies_);
  return client.key.empty() ? std::move(client.text) : std::move(client.key);
}

task<checked<net::h1_payer>> dispatcher::payer_of(const net::h1_request& raw, const routed& where,
                                                  access_record& about) {
  if (where.allow.empty()) co_return problem{404, "not found"};
  if (where.found == nullptr) co_return problem{405, "this path does not have that method"};
  if (where.is_malformed) co_return problem{400, "the path is malformed"};
  if (where.found->who != role::none) {
    const auto who = co_await authenticator_.authenticate(raw, where.found->who);
    if (!who) co_return who.error();
    about.as = where.found->who;
    about.project = who->project->id;
    about.pays = account_of(*who);
    services_.compute.who_is_here().see(who->project->id.raw(), about.start);
    co_return net::h1_payer{std::string(who->project->id.raw()), {}};
  }
  if (!where.found->addressee) co_return problem{413, "the request body is too large"};
  const auto project = co_await where.found->addressee(services_, where.parameters);
  if (!project) co_return project.error();
  about.project = *project;
  about.pays = bulk_account{.project = *project, .is_webhook = true};
  // Not signed yet, so not the project's own account; but whoever sends it knows the integration's id.
  co_return net::h1_payer{std::string(project->raw()).append("webhooks"), {}};
}

/// The request's line, its figures, and what each answer carries.
void dispatcher::finish(response& given, access_record& about, cors_policy::header_list for_browsers) {
  given.headers.emplace_back("x-request-id", about.request_id);
  if (!about.trace.empty()) given.headers.emplace_back("trace-id", about.trace);
  add_rate_headers(given, about.left);
  add_headers(given, std::move(for_browsers));
  const bool is_known = about.as != role::none && about.project.has_value();
  if (is_known) given.charged_to.group = about.project->raw();
  if (!is_known) given.charged_to.address = about.client.key.empty() ? about.client.text : about.client.key;
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - about.start;
  about.status = given.status;
  about.seconds = taken.count();
  count(about);
  log_access(about);
}

/// A failed login costs the address it came from, and past its budget the answer no longer tells what was
/// wrong. Who proves to be a caller is not asked: strangers may share the address.
response dispatcher::charge_failure(response given, const access_record& about) {
  if (given.status != 401) return given;
  const auto at = std::chrono::steady_clock::now();
  const auto attempts = limits_->login_budget(about.client.key, at);
  limits_->note_failed_login(about.client.key, at);
  if (!attempts.is_exceeded) return given;
  return too_many_requests(attempts, "too many requests from this address were not authenticated");
}

std::optional<response> dispatcher::bulk_refusal(const access_record& about) const {
  if (!about.pays) return std::nullopt;
  return services_.bulk.refusal(*about.pays, services_.compute.who_is_here(), about.start);
}

void dispatcher::charge_bulk(const access_record& about, std::size_t bytes) {
  if (about.pays)
    services_.bulk.charge(*about.pays, bytes, services_.compute.who_is_here(),
                          std::chrono::steady_clock::now());
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
  try {
    auto served = co_await serve(std::move(raw), where, about);
    co_return charge_failure(std::move(served), about);
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
    about.pays = account_of(of.caller);
    const auto at = std::chrono::steady_clock::now();
    budget of_user;
    if (of.caller.user) of_user = limits_->take(of.caller.user->id, raw.method, at);
    about.left = of_user;
    if (of_user.is_exceeded) co_return too_many_requests(of_user, "this user makes too many requests");
    const auto of_project = limits_->take(of.project(), raw.method, at);
    about.left = tighter(of_project, of_user);
    if (of_project.is_exceeded)
      co_return too_many_requests(of_project, "this project makes too many requests");
    services_.compute.who_is_here().see(of.project().raw(), at);
    const auto size = raw.body.size();
    if (bulk_limits::is_bulky(raw.method, size)) {
      if (auto refused = bulk_refusal(about)) co_return std::move(*refused);
    }
    charge_bulk(about, size);
  }
  if (may_add(*where.found)) {
    if (const auto refused = services_.watch.refusal_of_write()) co_return failure(*refused);
  }
  of.raw = std::move(raw);
  of.id = about.request_id;
  of.record = &about;
  of.pattern = where.found->pattern;
  of.parameters = where.parameters;
  of.query = std::move(*query);
  auto served = co_await where.found->handle(services_, std::move(of));
  charge_bulk(about, served.text().size());
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
