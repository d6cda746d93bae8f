// What the text of certain keys must look like. Pure functions named in the table of keys; each error says
// what is expected and never quotes the value, which may hold a password.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace carillon::config {

/// host:port, the host an IPv4 address, a name, or an IPv6 address in brackets; port 0 to 65535.
result<> check_listen(std::string_view text);
result<> check_optional_listen(std::string_view text);  ///< or empty
/// http:// or https:// with a host and nothing that does not belong into an origin's URL.
result<> check_http_url(std::string_view text);
result<> check_optional_http_url(std::string_view text);  ///< or empty
/// name=URL as above, separated by commas.
result<> check_named_http_urls(std::string_view text);
/// name=whole number that 32 bits hold, separated by commas.
result<> check_named_counts(std::string_view text);
/// What redis_url::parse takes, or empty.
result<> check_redis_url(std::string_view text);
/// address/length, separated by commas.
result<> check_networks(std::string_view text);
/// Addresses, each alone or with a port, separated by commas; no names: nobody could look them up.
result<> check_name_servers(std::string_view text);
/// Origins as browsers send them (scheme://host[:port], lower case), or *, separated by commas.
result<> check_origins(std::string_view text);

}  // namespace carillon::config
