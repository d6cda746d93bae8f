#include "config/redis_url.hpp"

#include <charconv>
#include <optional>

#include "base/encoding.hpp"

namespace carillon::config {

namespace {

constexpr std::size_t max_unix_path = 107;  // sockaddr_un::sun_path less its terminator

error refuse(std::string why) {
  return {errc::configuration, "redis.url: " + std::move(why)};
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool consume_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

result<void> parse_user(std::string_view userinfo, redis_url& endpoint) {
  const auto colon = userinfo.find(':');
  if (colon == std::string_view::npos)
    return refuse("user without password (write user:password@ or :password@)");
  auto username = percent_decode(userinfo.substr(0, colon));
  auto password = percent_decode(userinfo.substr(colon + 1));
  if (!username || !password) return refuse("user or password is not percent-encoded properly");
  endpoint.username = std::move(*username);
  endpoint.password = secret(std::move(*password));
  return {};
}

result<void> parse_host(std::string_view authority, redis_url& endpoint) {
  std::string_view host = authority;
  std::string_view port;
  bool has_port = false;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return refuse("an IPv6 address needs its closing bracket");
    host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
    has_port = !authority.empty();
    if (has_port && authority.front() != ':') return refuse("a port follows its host after a colon");
    if (has_port) port = authority.substr(1);
  } else if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
    has_port = true;
    host = authority.substr(0, colon);
    port = authority.substr(colon + 1);
  }
  if (host.empty()) return refuse("the host is missing");
  if (host.find_first_of(" \t\r\n\\,") != std::string_view::npos)
    return refuse("the host has odd characters");
  endpoint.host = host;
  if (has_port) {
    const auto number = parse_number<std::uint16_t>(port);
    if (!number || *number == 0) return refuse("the port is not a number from 1 to 65535");
    endpoint.port = *number;
  }
  return {};
}

result<void> parse_database(std::string_view text, redis_url& endpoint) {
  const auto number = parse_number<unsigned>(text);
  if (!number || *number > 65'535) return refuse("the database is not a small number");
  endpoint.database = *number;
  return {};
}

result<redis_url> parse_unix(std::string_view rest, redis_url endpoint) {
  const auto question = rest.find('?');
  const auto path = rest.substr(0, question);
  if (question != std::string_view::npos) {
    auto query = rest.substr(question + 1);
    if (!consume_prefix(query, "db=")) return refuse("the one parameter a unix:// url takes is db");
    if (auto ok = parse_database(query, endpoint); !ok) return ok.error();
  }
  if (!path.starts_with('/') || path.size() == 1)
    return refuse("unix:// takes an absolute path: unix:///run/redis.sock");
  if (path.size() > max_unix_path) return refuse("the path of a unix socket has at most 107 bytes");
  endpoint.kind = redis_url::transport::unix_socket;
  endpoint.host = path;
  return endpoint;
}

}  // namespace

result<redis_url> redis_url::parse(std::string_view url) {
  redis_url endpoint;
  if (consume_prefix(url, "unix://")) return parse_unix(url, std::move(endpoint));
  if (consume_prefix(url, "rediss://")) {
    endpoint.kind = transport::tls;
  } else if (!consume_prefix(url, "redis://")) {
    return refuse("must start with redis://, rediss:// or unix://");
  }
  if (url.find_first_of("?#") != std::string_view::npos) return refuse("takes no ? and no # part");
  const auto slash = url.find('/');
  auto authority = url.substr(0, slash);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    if (auto ok = parse_user(authority.substr(0, at), endpoint); !ok) return ok.error();
    authority.remove_prefix(at + 1);
  }
  if (auto ok = parse_host(authority, endpoint); !ok) return ok.error();
  const auto path = slash == std::string_view::npos ? std::string_view() : url.substr(slash + 1);
  if (!path.empty()) {
    if (auto ok = parse_database(path, endpoint); !ok) return ok.error();
  }
  return endpoint;
}

std::string redis_url::to_url() const {
  if (kind == transport::unix_socket)
    return "unix://" + host + (database ? "?db=" + std::to_string(database) : "");
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return std::string(kind == transport::tls ? "rediss://" : "redis://") +
         (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) +
         (database ? "/" + std::to_string(database) : "");
}

std::string without_password(std::string_view url) {
  constexpr std::string_view hidden = "***";
  if (url.empty()) return {};
  if (!redis_url::parse(url)) return std::string(hidden);
  // It is well formed, so this is where its parts are.
  const auto start = url.find("://") + 3;
  const auto at = url.substr(0, url.find('/', start)).rfind('@');
  if (url.starts_with("unix") || at == std::string_view::npos) return std::string(url);
  const auto colon = url.find(':', start);
  const bool has_password = colon + 1 < at;  // else what stands for the user may well be one
  const auto shown = url.substr(0, has_password ? colon + 1 : start);
  return std::string(shown).append(hidden).append(url.substr(at));
}

}  // namespace carillon::config
