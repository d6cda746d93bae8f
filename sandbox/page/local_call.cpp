#include "sandbox/page/local_call.hpp"

#include <algorithm>
#include <string>

#include <boost/asio/ip/address.hpp>

namespace carillon::sandbox {

bool is_local_host(std::string_view host) noexcept {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    boost::system::error_code ec;
    if (end == std::string_view::npos) return false;
    boost::asio::ip::make_address_v6(std::string(host.substr(1, end - 1)), ec);
    return !ec;
  }
  host = host.substr(0, host.find(':'));
  if (host.empty()) return false;
  boost::system::error_code ec;
  boost::asio::ip::make_address_v4(std::string(host), ec);
  return !ec || host.find('.') == std::string_view::npos || host.ends_with(".localhost");
}

bool is_foreign_change(const net::h1_request& request) noexcept {
  const auto site = request.header("sec-fetch-site");
  const bool is_reading = request.method == "GET" || request.method == "HEAD";
  return !is_reading && (site == "cross-site" || site == "same-site");
}

}  // namespace carillon::sandbox
