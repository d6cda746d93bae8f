#include "api/http/client_address.hpp"

#include <algorithm>
#include <optional>
#include <ranges>

namespace carillon::api {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t longest_address = 64;
/// Hops of X-Forwarded-For that are looked at; who sends more hides something.
constexpr int most_hops = 16;

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Some proxies quote an address, or name its port as well: 192.0.2.1:4711, "[2001:db8::1]:4711".
std::string_view without_port(std::string_view text) noexcept {
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"'))
    text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos) return text;
    const auto rest = text.substr(end + 1);
    return rest.empty() || rest.starts_with(':') ? text.substr(1, end - 1) : text;
  }
  const auto colon = text.find(':');
  return colon != text.npos && colon == text.rfind(':') ? text.substr(0, colon) : text;
}

std::optional<ip::address> parse_address(std::string_view text) {
  text = without_port(text);
  if (text.empty() || text.size() > longest_address) return std::nullopt;
  boost::system::error_code ec;
  const auto address = ip::make_address(std::string(text), ec);
  return ec ? std::nullopt : std::optional(address);
}

bool is_among(const std::vector<net::network>& networks, const ip::address& address) {
  return std::ranges::any_of(networks, [&](const auto& one) { return one.contains(address); });
}

/// The last hop that no trusted proxy added. None when there is no such hop, or it is no address.
std::optional<ip::address> forwarded_for(const net::h1_request& raw,
                                         const std::vector<net::network>& trusted) {
  int hops = 0;
  for (const auto& [name, value] : raw.headers | std::views::reverse) {
    if (name != "x-forwarded-for") continue;
    for (std::string_view rest = value; !rest.empty() && hops < most_hops; ++hops) {
      const auto comma = rest.rfind(',');
      const auto hop = parse_address(trimmed(rest.substr(comma + 1)));  // npos + 1 is 0
      if (!hop || !is_among(trusted, *hop)) return hop;
      rest = rest.substr(0, comma == rest.npos ? 0 : comma);
    }
  }
  return std::nullopt;
}

std::string key_of(const ip::address& address) {
  const auto bytes = net::to_v6(address).to_bytes();
  const bool is_v4 = net::to_v6(address).is_v4_mapped();
  return {reinterpret_cast<const char*>(bytes.data()), is_v4 ? bytes.size() : bytes.size() / 2};
}

}  // namespace

client_address client_of(const net::h1_request& raw, const std::vector<net::network>& trusted) {
  const auto peer = parse_address(raw.remote_address);
  if (!peer) return {raw.remote_address, {}};
  if (!is_among(trusted, *peer)) return {raw.remote_address, key_of(*peer)};
  const auto client = forwarded_for(raw, trusted);
  if (!client) return {raw.remote_address, {}};
  return {client->to_string(), key_of(*client)};
}

}  // namespace carillon::api
