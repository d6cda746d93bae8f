#include "net/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace carillon::net {

namespace {

constexpr std::size_t max_url = 8192;
constexpr std::size_t max_host = 253;

constexpr std::uint16_t default_port(bool is_secure) {
  return is_secure ? 443 : 80;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}
bool is_ipv6_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

error refuse(const char* reason) {
  return error(errc::invalid_argument, reason);
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (code != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

/// host, host:port, [v6] or [v6]:port
result<origin> parse_authority(std::string_view text, std::uint16_t usual_port) {
  origin target{.host = {}, .port = usual_port};
  std::string_view host;
  std::string_view rest;
  const bool is_literal = text.starts_with('[');
  if (is_literal) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return refuse("the URL's host has an unclosed bracket");
    host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else {
    const auto colon = text.find(':');
    host = text.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  std::ranges::transform(host, std::back_inserter(target.host), to_lower);
  const bool is_valid = std::ranges::all_of(target.host, is_literal ? is_ipv6_character : is_host_character);
  if (target.host.empty() || target.host.size() > max_host || !is_valid)
    return refuse("the URL's host is not a plain name or address");
  if (rest.empty()) return target;
  if (!rest.starts_with(':')) return refuse("the URL's host is followed by stray characters");
  const auto port = parse_port(rest.substr(1));
  if (!port) return refuse("the URL's port is not a number from 1 to 65535");
  target.port = *port;
  return target;
}

}  // namespace

result<url_parts> parse_url(std::string_view url) {
  if (url.size() > max_url) return refuse("the URL is longer than 8192 characters");
  const bool is_plain = std::ranges::all_of(url, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!is_plain) return refuse("the URL has a space, a control character or a non-ASCII character");
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return refuse("the URL has no scheme");
  std::string scheme;
  std::ranges::transform(url.substr(0, scheme_end), std::back_inserter(scheme), to_lower);
  if (scheme != "https" && scheme != "http") return refuse("the URL's scheme is neither https nor http");
  url_parts parts;
  parts.is_secure = scheme == "https";
  if (url.find('#') != std::string_view::npos) return refuse("the URL has a fragment");
  // A backslash is a slash to some parsers and not to others.
  if (url.find('\\') != std::string_view::npos) return refuse("the URL has a backslash");
  const auto rest = url.substr(scheme_end + 3);
  const auto authority_end = rest.find_first_of("/?");
  const auto authority = rest.substr(0, authority_end);
  if (authority.find('@') != std::string_view::npos) return refuse("the URL holds user information");
  auto target = parse_authority(authority, default_port(parts.is_secure));
  if (!target) return target.error();
  parts.target = std::move(*target);
  parts.path = authority_end == std::string_view::npos ? "/" : std::string(rest.substr(authority_end));
  if (parts.path.starts_with('?')) parts.path.insert(parts.path.begin(), '/');
  return parts;
}

std::string authority_of(const origin& target, bool is_secure) {
  const bool is_literal = target.host.find(':') != std::string::npos;
  std::string text = is_literal ? "[" + target.host + "]" : target.host;
  if (target.port != default_port(is_secure)) text += ":" + std::to_string(target.port);
  return text;
}

result<service> parse_service(std::string_view url) {
  struct known {
    std::string_view prefix;
    scheme spoken;
    std::uint16_t port;
  };
  constexpr std::array all{known{"https://", scheme::https, 443}, known{"http://", scheme::http, 80},
                           known{"smtp://", scheme::smtp, 587}, known{"smtps://", scheme::smtps, 465}};
  if (url.size() > max_url) return refuse("the URL is longer than 8192 characters");
  const auto* const found =
      std::ranges::find_if(all, [&](const known& each) { return url.starts_with(each.prefix); });
  if (found == all.end()) return refuse("the URL's scheme is none of https, http, smtps and smtp");
  // Whatever is no host or port, a path and user information among it, is refused there.
  auto target = parse_authority(url.substr(found->prefix.size()), found->port);
  if (!target) return target.error();
  return service{found->spoken, std::move(*target)};
}

result<origin> parse_origin(std::string_view url) {
  auto parts = parse_url(url);
  if (!parts) return parts.error();
  if (!parts->is_secure) return refuse("an origin's scheme must be https");
  const auto authority_begin = url.find("://") + 3;
  if (url.find_first_of("/?", authority_begin) != std::string_view::npos)
    return refuse("an origin has no path");
  return parts->target;
}

}  // namespace carillon::net
