// TLS sessions to resume, of one origin: a handshake that resumes costs both sides a third less. Kept by
// origin_pool; one io thread. Never shared between origins, nor between contexts that trust different roots.
#pragma once

#include <memory>
#include <vector>

struct ssl_session_st;
struct ssl_st;

namespace carillon::net {

class tls_tickets {
 public:
  /// Before a client's handshake, of a context of make_client_tls(): resumes with the newest ticket, if there
  /// is one, and keeps in `kept` those the peer sends, as long as the connection lives. A ticket of TLS 1.3
  /// is used once, so that nobody can tell two connections to be of one client.
  static void attach(ssl_st& connection, std::shared_ptr<tls_tickets> kept);
  /// Before a connection is closed without a goodbye: OpenSSL would spoil its newest ticket else, as TLS 1.0
  /// wanted it.
  static void spare(ssl_st& connection) noexcept;

 private:
  friend int keep_ticket(ssl_st* connection, ssl_session_st* ticket);
  struct deleter {
    void operator()(ssl_session_st* ticket) const noexcept;
  };
  using ticket_ptr = std::unique_ptr<ssl_session_st, deleter>;

  void resume(ssl_st& connection);

  std::vector<ticket_ptr> tickets_;  ///< the newest last
};

/// OpenSSL's callback for a ticket that came; takes it (1) or leaves it (0).
int keep_ticket(ssl_st* connection, ssl_session_st* ticket);

}  // namespace carillon::net
