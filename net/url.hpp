// URLs taken apart, strictly. Used for origins in the configuration, for endpoints users name, and by
// h1_exchange. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/wire.hpp"

namespace carillon::net {

struct url_parts {
  bool is_secure = true;  ///< https
  origin target;          ///< host in lower case, without brackets; the port named or the scheme's own
  std::string path;       ///< origin-form with the query; "/" when absent
};

/// invalid_argument for other schemes, userinfo, fragments, an odd port, control characters or spaces, and
/// hosts with anything but letters, digits, dots, hyphens, underscores, or an IPv6 literal in brackets. The
/// error never quotes the URL: those of push endpoints are secrets.
result<url_parts> parse_url(std::string_view url);

/// "https://host[:port]" → origin. invalid_argument for anything else (userinfo, path, other schemes).
result<origin> parse_origin(std::string_view url);

/// What is spoken at an origin.
enum class scheme : std::uint8_t {
  https,  ///< 443
  http,   ///< 80; in the clear
  smtp,   ///< 587; in the clear until STARTTLS
  smtps,  ///< 465; under TLS from the start
};

struct service {
  scheme spoken = scheme::https;
  origin target;  ///< the port named or the scheme's own
};

/// "scheme://host[:port]" of any of the four → what to call and how. invalid_argument as parse_url(), and for
/// a path.
result<service> parse_service(std::string_view url);

/// host[:port] as :authority and Host want it; the port is left out when it is the scheme's own.
std::string authority_of(const origin& target, bool is_secure);

}  // namespace carillon::net
