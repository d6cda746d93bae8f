// Where pushes come in: one HTTP/2 server on one io thread, the delay before answers, and the carrying out of
// verdicts. Decides nothing itself (service does). All calls on its io thread.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "net/h2/h2_server.hpp"
#include "sandbox/call_maker.hpp"
#include "sandbox/pending_answers.hpp"
#include "sandbox/service.hpp"

namespace carillon::sandbox {

struct front_options {
  bool is_probed = true;        ///< a connection starts with one stream, until its first request was accepted
  bool is_port_shared = false;  ///< several fronts on one port
  std::uint64_t seed = 1;       ///< of the jitter
};

class front final : public net::h2_server_handler {
 public:
  /// `shared` outlives the front. `callers_tls` is for calls of its own.
  front(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls,
        std::shared_ptr<boost::asio::ssl::context> callers_tls, service& shared, front_options options);

  result<std::uint16_t> listen(const boost::asio::ip::address& address, std::uint16_t port) {
    return server_.listen(address, port);
  }
  /// Does this to every open connection, now.
  void disturb(const fault& misbehaviour);
  /// Stops accepting, drops all connections, pending answers and calls.
  void close();
  std::size_t connections() const noexcept { return server_.connections(); }

 private:
  /// What a request of the current batch comes to.
  struct step {
    std::int32_t stream;
    verdict made;
  };
  void on_connect(net::h2_server_connection& connection) override;
  void on_requests(net::h2_server_connection& connection,
                   std::span<net::h2_server_request* const> requests) override;

  void judge(const net::h2_server_request& request, connection_record& connection, timestamp now);
  void carry_out(net::h2_server_connection& connection, std::int32_t stream, verdict made);
  void raise_streams(net::h2_server_connection& connection, const verdict& made);

  front_options options_;
  service& service_;
  behaviour behaviour_;                ///< copied once a batch
  std::vector<step> steps_;            ///< of the current batch
  std::vector<header_field> headers_;  ///< of the current request
  pending_answers pending_;
  call_maker calls_;
  net::h2_server server_;  // last: its handler calls use all of the above
};

}  // namespace carillon::sandbox
