#include "net/tls/tls_tickets.hpp"

#include <openssl/ssl.h>

namespace carillon::net {

namespace {

using tickets_ptr = std::shared_ptr<tls_tickets>;
/// OpenSSL's servers send two for each handshake.
constexpr std::size_t most_tickets = 8;

/// What a connection keeps its tickets in hangs on it and dies with it.
int tickets_index() {
  static const int index = SSL_get_ex_new_index(
      0, nullptr, nullptr, nullptr,
      [](void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<tickets_ptr*>(kept); });
  return index;
}

}  // namespace

void tls_tickets::deleter::operator()(ssl_session_st* ticket) const noexcept {
  SSL_SESSION_free(ticket);
}

void tls_tickets::attach(ssl_st& connection, std::shared_ptr<tls_tickets> kept) {
  kept->resume(connection);
  SSL_set_ex_data(&connection, tickets_index(), new tickets_ptr(std::move(kept)));
}

void tls_tickets::spare(ssl_st& connection) noexcept {
  SSL_set_shutdown(&connection, SSL_get_shutdown(&connection) | SSL_SENT_SHUTDOWN);
}

void tls_tickets::resume(ssl_st& connection) {
  while (!tickets_.empty() && SSL_SESSION_is_resumable(tickets_.back().get()) == 0) tickets_.pop_back();
  if (tickets_.empty()) return;
  SSL_set_session(&connection, tickets_.back().get());
  if (SSL_SESSION_get_protocol_version(tickets_.back().get()) >= TLS1_3_VERSION) tickets_.pop_back();
}

int keep_ticket(ssl_st* connection, ssl_session_st* ticket) {
  auto* const found = static_cast<tickets_ptr*>(SSL_get_ex_data(connection, tickets_index()));
  if (found == nullptr) return 0;
  auto& tickets = (*found)->tickets_;
  if (tickets.size() >= most_tickets) tickets.erase(tickets.begin());
  tickets.emplace_back(ticket);
  return 1;
}

}  // namespace carillon::net
