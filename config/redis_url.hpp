// Where a Redis is: a redis url taken apart. One grammar for whoever checks, shows or follows such a url.
// Made once by connect_redis, read by each connection attempt.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace carillon::config {

struct redis_url {
  enum class transport : std::uint8_t {
    tcp,          ///< redis://
    tls,          ///< rediss://
    unix_socket,  ///< unix://
  };
  transport kind = transport::tcp;
  std::string host;  ///< name or address, an IPv6 one without brackets; the path of a unix socket
  std::uint16_t port = 6379;
  unsigned database = 0;
  std::string username;
  secret password;

  /// The url again, without user and password: fit for logs.
  std::string to_url() const;
  /// `configuration` on anything odd; the error never echoes the url, which may hold a password.
  static result<redis_url> parse(std::string_view url);
};

/// As written, the password as ***. Of what is no redis url nothing is shown: who could say where in it a
/// password begins and ends?
std::string without_password(std::string_view url);

}  // namespace carillon::config
