// Decides which addresses we may connect to on behalf of users (SSRF, hardening.md G). Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "base/error.hpp"
#include "net/network.hpp"

namespace carillon::net {

/// What is served at the ports that may be called. From 1024 on anything may be.
enum class service_ports : std::uint8_t {
  web,   ///< 443
  mail,  ///< 25, 465, 587
};

class address_guard {
 public:
  /// `allowed`: CIDRs exempt from the deny list (operators' own networks; 127.0.0.0/8 in tests).
  static result<address_guard> make(const std::vector<std::string>& allowed);
  /// False for private, loopback, link-local, multicast, reserved, documentation, 6to4/Teredo/NAT64 wrapping
  /// such.
  bool allows(const boost::asio::ip::address& address) const noexcept;
  /// And the port is one of `ports`. Within the allowed networks any port is.
  bool allows(const boost::asio::ip::tcp::endpoint& endpoint,
              service_ports ports = service_ports::web) const noexcept;
  /// All that a name resolved to, or nothing of it: who puts a private address beside a public one is
  /// probing.
  bool allows_all(std::span<const boost::asio::ip::tcp::endpoint> endpoints,
                  service_ports ports = service_ports::web) const noexcept;

 private:
  bool is_exempt(const boost::asio::ip::address& address) const noexcept;

  std::vector<network> allowed_;
};

}  // namespace carillon::net
