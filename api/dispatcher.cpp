#include "api/dispatcher.hpp"

#include <array>
#include <exception>

#include "base/log.hpp"

namespace carillon::api {
namespace {

constexpr std::string_view unmatched = "unmatched";
constexpr std::size_t max_request_id = 64;

/// The client's own, when it is fit for a log; else a new one.
std::string request_id(const net::h1_request& raw) {
  const auto given = raw.header("x-request-id");
  const auto is_fit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (!given.empty() && given.size() <= max_request_id && std::ranges::all_of(given, is_fit)) {
    return std::string(given);
  }
  return uuid::v7(now()).to_string();
}

/// Bounded: anybody may invent a method.
std::string_view method_label(std::string_view method) {
  constexpr std::array known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  const auto found = std::ranges::find(known, method);
  return found == known.end() ? std::string_view("other") : std::string_view(*found);
}

response empty_answer(int status, const std::string& allow) {
  response answer;
  answer.status = status;
  answer.headers.emplace_back("allow", allow + ", OPTIONS");
  return answer;
}

}  // namespace

dispatcher::dispatcher(services& with, authenticator& who, std::vector<route> routes)
    : services_(with), authenticator_(who), router_(std::move(routes)) {}

task<response> dispatcher::handle(net::h1_request raw) {
  const auto start = std::chrono::steady_clock::now();
  const auto where = router_.find(raw.method, raw.path);
  auto id = request_id(raw);
  net::h1_request line;  // what the log needs after the handler has had the request
  line.method = raw.method;
  line.path = raw.path;
  line.remote_address = raw.remote_address;
  auto given = co_await answer(std::move(raw), id, where);
  given.headers.emplace_back("x-request-id", id);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  report(line, where, given.status, taken.count());
  log::info("http_request", "answered",
            {{"method", method_label(line.method)},
             {"route", where.found ? where.found->pattern : unmatched},
             {"status", given.status},
             {"dur_ms", taken.count() * 1000},
             {"request_id", id},
             {"remote", line.remote_address}});
  co_return given;
}

task<response> dispatcher::answer(net::h1_request raw, std::string id, const routed& where) {
  if (where.allow.empty()) co_return failure(problem{404, "not found"});
  if (raw.method == "OPTIONS") co_return empty_answer(204, where.allow);
  if (where.found == nullptr) co_return empty_answer(405, where.allow);
  if (where.is_malformed) co_return failure(problem{400, "the path is malformed"});
  try {
    auto served = co_await serve(std::move(raw), id, where);
    co_return served;
  } catch (const std::exception& thrown) {
    log::error("handler_failed", thrown.what(), {{"route", where.found->pattern}, {"request_id", id}});
  }
  co_return failure(problem{500, "Internal Server Error"});
}

task<response> dispatcher::serve(net::h1_request raw, std::string id, const routed& where) {
  auto query = query_parameters::parse(raw.query);
  if (!query) co_return failure(query.error());
  request of;
  if (where.found->who != role::none) {
    auto who = co_await authenticator_.authenticate(raw, where.found->who);
    if (!who) co_return failure(who.error());
    of.caller = std::move(*who);
  }
  of.raw = std::move(raw);
  of.id = std::move(id);
  of.pattern = where.found->pattern;
  of.parameters = where.parameters;
  of.query = std::move(*query);
  auto served = co_await where.found->handle(services_, std::move(of));
  co_return served;
}

void dispatcher::report(const net::h1_request& raw, const routed& where, int status, double seconds) {
  const auto route = where.found ? where.found->pattern : unmatched;
  const auto method = method_label(raw.method);
  const auto key = std::pair(std::string(method).append(" ").append(route), status);
  auto place = counters_.find(key);
  if (place == counters_.end()) {
    const auto code = std::to_string(status);
    const auto made = metrics::get_counter("carillon_http_requests_total",
                                           {{"route", route}, {"method", method}, {"code", code}});
    place = counters_.emplace(key, made).first;
  }
  place->second.add();
  metrics::get_histogram("carillon_http_request_duration_seconds", {{"route", route}}).observe(seconds);
}

}  // namespace carillon::api
