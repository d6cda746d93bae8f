#include "api/http/access_record.hpp"

#include <algorithm>
#include <array>

#include "api/http/trace_parent.hpp"
#include "base/log.hpp"

namespace carillon::api {
namespace {

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

std::string_view method_label(std::string_view method) {
  constexpr std::array known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  const auto found = std::ranges::find(known, method);
  return found == known.end() ? std::string_view("other") : std::string_view(*found);
}

}  // namespace

access_record begin_record(const net::h1_request& raw, const std::vector<net::network>& trusted_proxies) {
  access_record about;
  about.method = method_label(raw.method);
  about.request_id = request_id(raw);
  about.trace = trace_id_of(raw);
  about.client = client_of(raw, trusted_proxies);
  return about;
}

void log_access(const access_record& about) {
  log::info("http_request", "answered",
            {{"method", about.method},
             {"route", about.route},
             {"status", about.status},
             {"dur_ms", about.seconds * 1000},
             {"request_id", about.request_id},
             {"trace_id", about.trace},
             {"project", about.project ? about.project->to_string() : std::string()},
             {"role", to_string(about.as)},
             {"remote", about.client.text}});
}

}  // namespace carillon::api
