#include "net/network.hpp"

#include <algorithm>
#include <charconv>

#include <boost/asio/error.hpp>

namespace carillon::net {

namespace ip = boost::asio::ip;

ip::address_v6 to_v6(const ip::address& address) noexcept {
  return address.is_v6() ? address.to_v6() : ip::make_address_v6(ip::v4_mapped, address.to_v4());
}

bool network::shares_prefix(const ip::address_v6::bytes_type& a, const ip::address_v6::bytes_type& b,
                            unsigned bits) noexcept {
  for (std::size_t i = 0; bits > 0; ++i) {
    const unsigned here = std::min(bits, 8U);
    const auto mask = static_cast<std::uint8_t>(0xff00U >> here);
    if ((a[i] & mask) != (b[i] & mask)) return false;
    bits -= here;
  }
  return true;
}

result<network> network::parse(const std::string& text) {
  const auto slash = text.find('/');
  boost::system::error_code ec;
  const auto address = ip::make_address(text.substr(0, slash), ec);
  unsigned prefix = !ec && address.is_v4() ? 32 : 128;
  const unsigned longest = prefix;
  if (!ec && slash != std::string::npos) {
    const char* const end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data() + slash + 1, end, prefix);
    if (code != std::errc() || stop != end || prefix > longest) ec = boost::asio::error::invalid_argument;
  }
  if (ec) return error(errc::invalid_argument, "not a network in CIDR notation: " + text);
  return network(to_v6(address), address.is_v4() ? prefix + 96 : prefix);
}

result<std::vector<network>> network::parse_all(const std::vector<std::string>& texts) {
  std::vector<network> all;
  for (const auto& text : texts) {
    const auto parsed = parse(text);
    if (!parsed) return parsed.error();
    all.push_back(*parsed);
  }
  return all;
}

bool network::contains(const ip::address& address) const noexcept {
  return shares_prefix(to_v6(address).to_bytes(), base_.to_bytes(), prefix_);
}

}  // namespace carillon::net
