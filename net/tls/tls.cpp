#include "net/tls/tls.hpp"

#include <algorithm>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>

#include "net/tls/tls_tickets.hpp"

namespace carillon::net {

namespace {

namespace ssl = boost::asio::ssl;

/// OpenSSL's newest complaint, for the operator; clears the queue.
std::string openssl_reason() {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason = ERR_reason_error_string(code);
  return reason == nullptr ? "unknown reason" : reason;
}

/// ALPN's wire form of protocols that stand between commas: a length byte, then the name, of each.
std::string alpn_list(std::string_view protocols) {
  std::string list;
  while (!protocols.empty()) {
    const auto name = protocols.substr(0, protocols.find(','));
    protocols.remove_prefix(std::min(name.size() + 1, protocols.size()));
    list.append(1, static_cast<char>(name.size())).append(name);
  }
  return list;
}

const unsigned char* as_unsigned(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void restrict_versions(ssl::context& context) {
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.native_handle(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}

/// The ALPN protocol a server context accepts hangs on the context itself and dies with it.
int server_protocol_index() {
  static const int index = SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr, [](void*, void* protocol, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<std::string*>(protocol);
      });
  return index;
}

int choose_protocol(SSL* connection, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  const auto& ours = *static_cast<const std::string*>(
      SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), server_protocol_index()));
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_size, as_unsigned(ours),
                                          static_cast<unsigned>(ours.size()), offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

result<std::shared_ptr<ssl::context>> make_client_tls(const tls_client_options& options) {
  ERR_clear_error();
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  restrict_versions(*context);
  boost::system::error_code ec;
  if (options.ca_file.empty())
    context->set_default_verify_paths(ec);
  else
    context->load_verify_file(options.ca_file, ec);
  if (ec)
    return error(errc::configuration, "cannot read trusted certificates " +
                                          (options.ca_file.empty() ? "of the system" : options.ca_file) +
                                          ": " + openssl_reason());
  context->set_verify_mode(ssl::verify_peer, ec);
  const auto protocols = alpn_list(options.alpn);
  if (!protocols.empty())
    SSL_CTX_set_alpn_protos(context->native_handle(), as_unsigned(protocols),
                            static_cast<unsigned>(protocols.size()));
  // Tickets go to whoever attached a place for them, and nowhere else.
  SSL_CTX_set_session_cache_mode(context->native_handle(),
                                 SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context->native_handle(), &keep_ticket);
  return context;
}

result<std::shared_ptr<ssl::context>> make_server_tls(const tls_server_options& options) {
  ERR_clear_error();
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  restrict_versions(*context);
  boost::system::error_code ec;
  context->use_certificate_chain_file(options.certificate_file, ec);
  if (ec)
    return error(errc::configuration,
                 "cannot read the certificate " + options.certificate_file + ": " + openssl_reason());
  context->use_private_key_file(options.key_file, ssl::context::pem, ec);
  if (ec)
    return error(errc::configuration,
                 "cannot read the private key " + options.key_file + ": " + openssl_reason());
  if (!options.alpn.empty()) {
    SSL_CTX_set_ex_data(context->native_handle(), server_protocol_index(),
                        new std::string(alpn_list(options.alpn)));
    SSL_CTX_set_alpn_select_cb(context->native_handle(), &choose_protocol, nullptr);
  }
  return context;
}

result<> expect_host(ssl_st& connection, const std::string& host) {
  ERR_clear_error();
  boost::system::error_code ec;
  boost::asio::ip::make_address(host, ec);
  auto* const rules = SSL_get0_param(&connection);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool is_literal = !ec;
  // RFC 6066 3: SNI carries names only, never address literals.
  const bool is_set = is_literal ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1
                                 : SSL_set_tlsext_host_name(&connection, host.c_str()) == 1 &&
                                       SSL_set1_host(&connection, host.c_str()) == 1;
  if (!is_set) return error(errc::invalid_argument, "not a host name: " + openssl_reason());
  return {};
}

void offer_protocols(ssl_st& connection, std::string_view protocols) {
  const auto list = alpn_list(protocols);
  SSL_set_alpn_protos(&connection, as_unsigned(list), static_cast<unsigned>(list.size()));
}

std::string_view negotiated_protocol(const ssl_st& connection) noexcept {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(&connection, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

bool is_verification_failure(const ssl_st& connection) noexcept {
  return SSL_get_verify_result(&connection) != X509_V_OK;
}

}  // namespace carillon::net
