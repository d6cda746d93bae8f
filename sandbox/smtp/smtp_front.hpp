// The mail relay's sockets: one port that begins in clear, one that begins with TLS. Decides nothing itself
// (smtp_talk does). All calls on its io thread.
#pragma once

#include <cstdint>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/error.hpp"
#include "net/task_group.hpp"
#include "sandbox/service.hpp"
#include "sandbox/smtp/greylist.hpp"
#include "sandbox/smtp/smtp_accounts.hpp"

namespace carillon::sandbox {

class smtp_front {
 public:
  /// `shared` outlives it.
  smtp_front(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls, service& shared,
             std::shared_ptr<const smtp_accounts> accounts);

  /// Returns the port.
  result<std::uint16_t> listen(const asio::ip::tcp::endpoint& endpoint, bool is_secure);
  /// Stops accepting and ends all sessions.
  task<> stop();

 private:
  using acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;
  task<> accept(std::shared_ptr<acceptor> listening, bool is_secure);

  asio::io_context& context_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  service& service_;
  std::shared_ptr<const smtp_accounts> accounts_;
  greylist greylist_;
  net::task_group group_;
};

}  // namespace carillon::sandbox
