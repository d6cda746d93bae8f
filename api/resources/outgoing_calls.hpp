// The API's own calls to other services: Slack's token exchange, Amazon's certificates and confirmations. Few
// and slow, so each has a connection of its own. One io thread, the API's.
#pragma once

#include <memory>

#include "config/settings.hpp"
#include "net/address_guard.hpp"
#include "net/h1/h1_exchange.hpp"

namespace carillon::api {

/// Who chose the host.
enum class destination {
  settings,  ///< the operator: it may stand in a private network
  client,    ///< a client or a message: only addresses the guard allows
};

class outgoing_calls {
 public:
  /// All outlive this.
  outgoing_calls(asio::io_context& context, const config::settings& settings,
                 const net::address_guard& guard);

  /// Fills in TLS, time limits and the guard. Errors as net::h1_exchange; `unavailable` when TLS cannot be
  /// set up. An answer of any status is a value; redirects are not followed.
  task<result<net::wire_response>> call(net::h1_call request, destination chosen_by);

 private:
  result<std::shared_ptr<boost::asio::ssl::context>> tls();

  asio::io_context& context_;
  const config::settings& settings_;
  const net::address_guard& guard_;
  std::shared_ptr<boost::asio::ssl::context> tls_;  ///< made at the first call: it costs 31-35 ms
};

}  // namespace carillon::api
