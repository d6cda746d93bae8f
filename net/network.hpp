// A block of IP addresses in CIDR notation: whom the address guard lets through, whose X-Forwarded-For the
// API believes. Plain value; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/error.hpp"

namespace carillon::net {

class network {
 public:
  /// "10.0.0.0/8", "fd00::/8", or one address alone; else invalid_argument.
  static result<network> parse(const std::string& text);
  static result<std::vector<network>> parse_all(const std::vector<std::string>& texts);

  /// An IPv4 address and its v4-mapped form are one and the same.
  bool contains(const boost::asio::ip::address& address) const noexcept;

  /// Do the first `bits` bits agree?
  static bool shares_prefix(const boost::asio::ip::address_v6::bytes_type& a,
                            const boost::asio::ip::address_v6::bytes_type& b, unsigned bits) noexcept;

 private:
  network(const boost::asio::ip::address_v6& base, unsigned prefix) : base_(base), prefix_(prefix) {}

  boost::asio::ip::address_v6 base_;
  unsigned prefix_;  ///< of the IPv6 form
};

/// The address, or its v4-mapped form.
boost::asio::ip::address_v6 to_v6(const boost::asio::ip::address& address) noexcept;

}  // namespace carillon::net
