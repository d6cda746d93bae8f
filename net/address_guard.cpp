#include "net/address_guard.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

namespace carillon::net {

namespace {

namespace ip = boost::asio::ip;

struct denied_v4 {
  std::uint32_t base;
  unsigned prefix;
};
constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}
/// hardening.md G; the names are those of the IANA special-purpose registry.
constexpr std::array denied_v4_networks{
    denied_v4{v4(0, 0, 0, 0), 8},        // this network
    denied_v4{v4(10, 0, 0, 0), 8},       // private
    denied_v4{v4(100, 64, 0, 0), 10},    // carrier-grade NAT
    denied_v4{v4(127, 0, 0, 0), 8},      // loopback
    denied_v4{v4(169, 254, 0, 0), 16},   // link-local, cloud metadata
    denied_v4{v4(172, 16, 0, 0), 12},    // private
    denied_v4{v4(192, 0, 0, 0), 24},     // protocol assignments
    denied_v4{v4(192, 0, 2, 0), 24},     // documentation
    denied_v4{v4(192, 88, 99, 0), 24},   // 6to4 relays
    denied_v4{v4(192, 168, 0, 0), 16},   // private
    denied_v4{v4(198, 18, 0, 0), 15},    // benchmarking
    denied_v4{v4(198, 51, 100, 0), 24},  // documentation
    denied_v4{v4(203, 0, 113, 0), 24},   // documentation
    denied_v4{v4(224, 0, 0, 0), 4},      // multicast
    denied_v4{v4(240, 0, 0, 0), 4},      // reserved, broadcast
};

struct denied_v6 {
  std::array<std::uint16_t, 4> base;  ///< the upper 64 bits are enough for all but :: and ::1
  unsigned prefix;
};
constexpr std::array denied_v6_networks{
    denied_v6{{0x0000, 0, 0, 0}, 64},            // ::, ::1, v4-compatible (v4-mapped is looked into before)
    denied_v6{{0x0064, 0xff9b, 0, 0}, 64},       // NAT64
    denied_v6{{0x0064, 0xff9b, 0x0001, 0}, 48},  // NAT64, local
    denied_v6{{0x0100, 0, 0, 0}, 64},            // discard
    denied_v6{{0x2001, 0, 0, 0}, 23},            // Teredo, ORCHID, benchmarking
    denied_v6{{0x2001, 0x0db8, 0, 0}, 32},       // documentation
    denied_v6{{0x3fff, 0, 0, 0}, 20},            // documentation
    denied_v6{{0x5f00, 0, 0, 0}, 16},            // segment routing
    denied_v6{{0xfc00, 0, 0, 0}, 7},             // unique local
    denied_v6{{0xfe80, 0, 0, 0}, 10},            // link-local
    denied_v6{{0xfec0, 0, 0, 0}, 10},            // site-local
    denied_v6{{0xff00, 0, 0, 0}, 8},             // multicast
};

bool is_denied(ip::address_v4 address) {
  for (const auto& denied : denied_v4_networks)
    if ((address.to_uint() ^ denied.base) >> (32 - denied.prefix) == 0) return true;
  return false;
}

bool is_denied(const ip::address_v6& address) {
  const auto bytes = address.to_bytes();
  for (const auto& denied : denied_v6_networks) {
    ip::address_v6::bytes_type base{};
    for (std::size_t i = 0; i < denied.base.size(); ++i) {
      base[2 * i] = static_cast<std::uint8_t>(denied.base[i] >> 8);
      base[2 * i + 1] = static_cast<std::uint8_t>(denied.base[i] & 0xff);
    }
    if (network::shares_prefix(bytes, base, denied.prefix)) return true;
  }
  // 6to4 carries the IPv4 address of its router in bits 16 to 47.
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    return is_denied(ip::address_v4(ip::address_v4::bytes_type{bytes[2], bytes[3], bytes[4], bytes[5]}));
  return address.scope_id() != 0;
}

bool is_one_of(std::uint16_t port, service_ports ports) {
  if (port >= 1024) return true;
  switch (ports) {
    case service_ports::web:
      return port == 443;
    case service_ports::mail:
      return port == 25 || port == 465 || port == 587;
  }
  return false;
}

}  // namespace

result<address_guard> address_guard::make(const std::vector<std::string>& allowed) {
  auto networks = network::parse_all(allowed);
  if (!networks) return networks.error();
  address_guard guard;
  guard.allowed_ = std::move(*networks);
  return guard;
}

bool address_guard::is_exempt(const ip::address& address) const noexcept {
  return std::ranges::any_of(allowed_, [&](const network& one) { return one.contains(address); });
}

bool address_guard::allows(const ip::address& address) const noexcept {
  if (is_exempt(address)) return true;
  const auto wide = to_v6(address);
  if (wide.is_v4_mapped()) return !is_denied(ip::make_address_v4(ip::v4_mapped, wide));
  return !is_denied(wide);
}

bool address_guard::allows(const ip::tcp::endpoint& endpoint, service_ports ports) const noexcept {
  return allows(endpoint.address()) && (is_one_of(endpoint.port(), ports) || is_exempt(endpoint.address()));
}

bool address_guard::allows_all(std::span<const ip::tcp::endpoint> endpoints,
                               service_ports ports) const noexcept {
  return std::ranges::all_of(endpoints, [&](const ip::tcp::endpoint& one) { return allows(one, ports); });
}

}  // namespace carillon::net
