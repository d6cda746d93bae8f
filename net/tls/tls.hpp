// TLS contexts, each built once (a CA bundle costs 31-35 ms) and shared by all connections of a thread set.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ssl/context.hpp>

#include "base/error.hpp"

struct ssl_st;

namespace carillon::net {

struct tls_client_options {
  std::string ca_file;      ///< PEM bundle to trust instead of the system's; empty = system
  std::string alpn = "h2";  ///< as offer_protocols()
};

/// TLS 1.2+, peer verification on, ALPN set. `configuration` when the CA file
/// cannot be read.
result<std::shared_ptr<boost::asio::ssl::context>> make_client_tls(const tls_client_options& options);

struct tls_server_options {
  std::string certificate_file;  ///< PEM chain
  std::string key_file;          ///< PEM
  std::string alpn = "h2";       ///< offered; clients without ALPN are accepted too
};
result<std::shared_ptr<boost::asio::ssl::context>> make_server_tls(const tls_server_options& options);

/// Before a client's handshake: sends SNI and demands a certificate for exactly this host (name or IP
/// literal).
result<> expect_host(ssl_st& connection, const std::string& host);
/// Before a client's handshake: offers these by ALPN, whatever the context says: "h2,http/1.1" in order of
/// preference; empty for no ALPN at all (SMTP).
void offer_protocols(ssl_st& connection, std::string_view protocols);
/// After the handshake: what ALPN chose; empty for none.
std::string_view negotiated_protocol(const ssl_st& connection) noexcept;
/// True iff the handshake failed because the peer's certificate was not accepted.
bool is_verification_failure(const ssl_st& connection) noexcept;

}  // namespace carillon::net
