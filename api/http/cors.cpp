#include "api/http/cors.hpp"

#include <algorithm>

namespace carillon::api {
namespace {

/// Two hours: the longest that browsers keep a preflight's answer (Chromium's cap).
constexpr const char* max_age = "7200";
constexpr std::size_t max_requested_headers = 1024;
constexpr const char* exposed =
    "x-request-id, trace-id, retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset";

std::vector<route> routes_of_users(const std::vector<route>& all) {
  std::vector<route> found;
  std::ranges::copy_if(all, std::back_inserter(found),
                       [](const route& one) { return one.who == role::user; });
  return found;
}

/// Field names and commas, nothing else: it is echoed.
bool is_header_list(std::string_view text) {
  const auto is_fit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ',' || c == ' ';
  };
  return text.size() <= max_requested_headers && std::ranges::all_of(text, is_fit);
}

}  // namespace

cors_policy::cors_policy(std::vector<std::string> origins, const std::vector<route>& routes)
    : origins_(std::move(origins)),
      is_any_allowed_(std::ranges::find(origins_, "*") != origins_.end()),
      user_routes_(routes_of_users(routes)) {}

std::optional<std::string> cors_policy::allowed_origin(const net::h1_request& raw) const {
  if (raw.count("origin") != 1) return std::nullopt;
  if (is_any_allowed_) return "*";
  const auto found = std::ranges::find(origins_, raw.header("origin"));
  return found == origins_.end() ? std::nullopt : std::optional(*found);
}

cors_policy::header_list cors_policy::headers_for(const net::h1_request& raw) const {
  if (origins_.empty() || (is_any_allowed_ && raw.count("origin") == 0)) return {};
  if (user_routes_.find(raw.method, raw.path).allow.empty()) return {};
  header_list headers;
  if (!is_any_allowed_) headers.emplace_back("vary", "origin");
  if (const auto origin = allowed_origin(raw)) {
    headers.emplace_back("access-control-allow-origin", *origin);
    headers.emplace_back("access-control-expose-headers", exposed);
  }
  return headers;
}

std::optional<cors_policy::header_list> cors_policy::preflight(const net::h1_request& raw) const {
  if (raw.method != "OPTIONS" || raw.count("access-control-request-method") != 1) return std::nullopt;
  if (!allowed_origin(raw)) return std::nullopt;
  const auto allow = user_routes_.find(raw.method, raw.path).allow;
  if (allow.empty()) return std::nullopt;
  header_list headers{{"access-control-allow-methods", allow}, {"access-control-max-age", max_age}};
  // Whatever it asks for: headers we do not know mean nothing to us. A wildcard would not cover
  // Authorization.
  const auto requested = raw.header("access-control-request-headers");
  if (!requested.empty() && is_header_list(requested)) {
    headers.emplace_back("access-control-allow-headers", requested);
  }
  return headers;
}

}  // namespace carillon::api
