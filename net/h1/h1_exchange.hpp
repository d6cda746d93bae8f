// One HTTP/1.1 request and its answer on a connection of its own, plain or TLS: control paths, the demo and
// the tests. Not for the hot path: no keep-alive, no pool, redirects are not followed.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "base/error.hpp"
#include "net/address_guard.hpp"
#include "net/task.hpp"
#include "net/wire.hpp"

namespace carillon::net {

struct h1_call {
  std::string url;  ///< http or https
  std::string method = "GET";
  std::vector<wire_header> headers;  ///< without host, content-length, connection
  std::string body;
  std::chrono::milliseconds timeout{10'000};       ///< for everything, DNS to the last byte
  std::size_t max_body = 1 << 20;                  ///< of the answer
  std::shared_ptr<boost::asio::ssl::context> tls;  ///< for https: a client context whose ALPN is not h2
  const address_guard* guard = nullptr;     ///< when set, a host with any address it denies is not called
  std::vector<std::string> name_servers{};  ///< settings.dns.servers; empty = the system's
};

/// The final answer. Errors: invalid_argument (URL, header), unavailable (nothing was sent), timeout and
/// corrupted (the request may have been processed), too_large. Cancellation of the caller ends it with
/// `cancelled`.
task<result<wire_response>> h1_exchange(asio::io_context& context, h1_call request);

}  // namespace carillon::net
