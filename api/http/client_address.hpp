// Whose request is it behind a proxy? The peer's address, unless the peer is a trusted proxy: then the last
// address of X-Forwarded-For that is none. For the access log and the limit on failed logins, never for
// authentication. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/h1/h1_server.hpp"
#include "net/network.hpp"

namespace carillon::api {

struct client_address {
  std::string text;  ///< numeric, as logged
  /// What failed logins are counted by: the IPv4 address, or the /64 of an IPv6 one, since a host has all of
  /// that to itself. Empty for a trusted proxy that does not say for whom it speaks.
  std::string key;
};

client_address client_of(const net::h1_request& raw, const std::vector<net::network>& trusted);

}  // namespace carillon::api
