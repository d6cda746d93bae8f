#include "config/checks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "config/redis_url.hpp"
#include "config/values.hpp"

namespace carillon::config {
namespace {

error expected(std::string_view what, boost::source_location where = BOOST_CURRENT_LOCATION) {
  return {errc::invalid_argument, std::string("must be ").append(what), where};
}

bool has_blank(std::string_view text) noexcept {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

bool is_address(int family, const std::string& text) noexcept {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(family, text.c_str(), bytes.data()) == 1;
}

bool is_host(std::string_view text) noexcept {
  if (text.starts_with('[') && text.ends_with(']')) {
    return is_address(AF_INET6, std::string(text.substr(1, text.size() - 2)));
  }
  return !text.empty() && text.find_first_of(":/@[]") == std::string_view::npos && !has_blank(text);
}

bool is_network(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string address(text.substr(0, slash));
  const auto length = parse_count(text.substr(slash + 1));
  if (!length) return false;
  return (is_address(AF_INET, address) && *length <= 32) || (is_address(AF_INET6, address) && *length <= 128);
}

bool is_name_server(std::string_view text) {
  if (is_address(AF_INET, std::string(text)) || is_address(AF_INET6, std::string(text))) return true;
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto host = text.substr(0, colon);
  const auto port = parse_count(text.substr(colon + 1));
  const bool is_bracketed = host.starts_with('[') && is_host(host);
  return (is_bracketed || is_address(AF_INET, std::string(host))) && port && *port >= 1 && *port <= 65535;
}

bool is_origin(std::string_view text) noexcept {
  if (text == "*") return true;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || scheme_end == 0) return false;
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && !(c >= 'A' && c <= 'Z'); };
  const auto host = text.substr(scheme_end + 3);
  return std::ranges::all_of(text, is_plain) && !host.empty() &&
         host.find_first_of("/?#@\\*") == std::string_view::npos;
}

/// What stands behind one of the prefixes; empty when the text has none of them.
std::string_view after_any(std::string_view text, std::initializer_list<std::string_view> prefixes) noexcept {
  for (const auto prefix : prefixes) {
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  }
  return {};
}

}  // namespace

result<> check_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto port =
      parse_count(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
  if (!port || *port > 65535 || !is_host(text.substr(0, colon))) {
    return expected("host:port, such as 127.0.0.1:8080 or [::1]:8080");
  }
  return {};
}

result<> check_optional_listen(std::string_view text) {
  if (text.empty()) return {};
  return check_listen(text);
}

result<> check_http_url(std::string_view text) {
  const auto rest = after_any(text, {"https://", "http://"});
  const auto authority = rest.substr(0, rest.find('/'));
  if (authority.empty() || has_blank(rest) || rest.find_first_of("?#@") != std::string_view::npos) {
    return expected("a URL such as https://host:port, without user, query or fragment");
  }
  return {};
}

result<> check_optional_http_url(std::string_view text) {
  if (text.empty()) return {};
  return check_http_url(text);
}

result<> check_named_http_urls(std::string_view text) {
  named_texts urls;
  const auto split = assign(urls, text, {});
  if (!split) return split.error();
  for (const auto& [name, url] : urls) {
    if (const auto fine = check_http_url(url); !fine) return fine.error();
  }
  return {};
}

result<> check_named_counts(std::string_view text) {
  named_texts counts;
  const auto split = assign(counts, text, {});
  if (!split) return split.error();
  for (const auto& [name, digits] : counts) {
    const auto count = parse_count(digits);
    if (!count || *count > std::numeric_limits<std::uint32_t>::max())
      return expected("whole numbers, 0 for no limit");
  }
  return {};
}

result<> check_redis_url(std::string_view text) {
  if (text.empty()) return {};
  if (!redis_url::parse(text)) return expected("redis://host:port, rediss://host:port or unix:///path");
  return {};
}

result<> check_networks(std::string_view text) {
  std::vector<std::string> networks;
  const auto split = assign(networks, text, {});
  if (!split) return split.error();
  if (!std::ranges::all_of(networks, is_network)) return expected("networks such as 10.0.0.0/8 or fd00::/8");
  return {};
}

result<> check_name_servers(std::string_view text) {
  std::vector<std::string> servers;
  const auto split = assign(servers, text, {});
  if (!split) return split.error();
  if (!std::ranges::all_of(servers, is_name_server)) {
    return expected("addresses such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53");
  }
  return {};
}

result<> check_origins(std::string_view text) {
  std::vector<std::string> origins;
  const auto split = assign(origins, text, {});
  if (!split) return split.error();
  if (!std::ranges::all_of(origins, is_origin)) {
    return expected("* or origins such as https://app.example.com, in lower case and without a path");
  }
  return {};
}

}  // namespace carillon::config
