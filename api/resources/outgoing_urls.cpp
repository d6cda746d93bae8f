#include "api/resources/outgoing_urls.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "net/url.hpp"

namespace carillon::api {
namespace {

namespace ip = boost::asio::ip;

constexpr std::array<std::uint16_t, 2> usual_ports{443, 8443};

std::string_view without_last_dot(std::string_view host) noexcept {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

std::string_view last_label(std::string_view host) noexcept {
  const auto dot = host.rfind('.');
  return dot == std::string_view::npos ? host : host.substr(dot + 1);
}

/// "127", "0x7f": resolvers take such a host for an address, in forms no guard should have to know.
bool is_number(std::string_view label) noexcept {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_hex = [&](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  if (label.starts_with("0x")) return std::ranges::all_of(label.substr(2), is_hex);
  return !label.empty() && std::ranges::all_of(label, is_digit);
}

/// What a host is an address by itself for: a literal, or a name that always means this machine.
std::optional<ip::address> address_in(std::string_view host) {
  host = without_last_dot(host);
  if (host == "localhost" || host.ends_with(".localhost")) return ip::address_v4::loopback();
  boost::system::error_code ec;
  auto address = ip::make_address(std::string(host), ec);
  if (ec) return std::nullopt;
  return address;
}

}  // namespace

result<outgoing_urls> outgoing_urls::make(const std::vector<std::string>& exempt) {
  auto guard = net::address_guard::make(exempt);
  if (!guard) return guard.error();
  auto networks = net::network::parse_all(exempt);
  if (!networks) return networks.error();
  outgoing_urls out;
  out.guard_ = std::move(*guard);
  out.exempt_ = std::move(*networks);
  return out;
}

bool outgoing_urls::is_exempt(const std::string& host) const {
  const auto address = address_in(host);
  return address &&
         std::ranges::any_of(exempt_, [&](const net::network& one) { return one.contains(*address); });
}

bool outgoing_urls::is_allowed_host(const std::string& host) const {
  const auto address = address_in(host);
  return address ? guard_.allows(*address) : !is_number(last_label(without_last_dot(host)));
}

schema::refusal outgoing_urls::check(std::string_view url) const {
  const auto parts = net::parse_url(url);
  if (!parts) return "should be a valid uri";
  if (is_exempt(parts->target.host)) return std::nullopt;
  if (!parts->is_secure) return "should be an https uri";
  if (!is_allowed_host(parts->target.host)) return "should not lead to a private or local address";
  if (std::ranges::find(usual_ports, parts->target.port) == usual_ports.end())
    return "should have the port 443 or 8443";
  return std::nullopt;
}

schema::refusal outgoing_urls::check_host(std::string_view host) const {
  const bool is_v6 = host.find(':') != std::string_view::npos;
  const auto as_authority = is_v6 ? '[' + std::string(host) + ']' : std::string(host);
  const auto parts = net::parse_url("https://" + as_authority);
  const bool is_host_alone =
      parts && parts->path == "/" && parts->target.port == 443 && parts->target.host.size() == host.size();
  if (!is_host_alone || (is_v6 && !address_in(host))) return "should be a host name";
  if (!is_allowed_host(parts->target.host)) return "should not lead to a private or local address";
  return std::nullopt;
}

}  // namespace carillon::api
