// One HTTP/2 connection as a client: dials (resolve, guard, TCP, TLS, ALPN, SETTINGS), then runs a client
// session under a tls_pump and keeps it alive with PING. Made by origin_pool only; its io thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "net/address_guard.hpp"
#include "net/deadline_wheel.hpp"
#include "net/dns/host_lookup.hpp"
#include "net/h2/h2_client_session.hpp"
#include "net/tls/tls_pump.hpp"

namespace carillon::net {

struct h2_connection_options {
  origin target;
  std::shared_ptr<boost::asio::ssl::context> tls;
  h2_client_options session;
  std::chrono::milliseconds connect_timeout;
  std::chrono::milliseconds ping_interval;
  std::chrono::milliseconds pong_patience;
  const address_guard* guard;
  std::vector<std::string> name_servers;
  std::size_t dial_number;  ///< rotates the host's addresses, so that dials spread over them
};

class h2_connection final : public std::enable_shared_from_this<h2_connection>, private pumped_protocol {
 public:
  /// Who the connection works for. May end() it and submit in any of the calls.
  class owner {
   public:
    virtual void on_completion(h2_connection& connection, const completion& ended) = 0;
    /// A batch was read: capacity() may have grown.
    virtual void on_progress(h2_connection& connection) = 0;
    /// The last call; all completions were made. `dial_failure` when it was never ready.
    virtual void on_gone(h2_connection& connection, std::optional<transport_failure> dial_failure) = 0;

   protected:
    ~owner() = default;
  };

  h2_connection(asio::io_context& context, deadline_wheel& wheel, owner& owner,
                h2_connection_options options);

  /// Begins to dial. Once. Calls the owner back in a later turn of the loop only.
  void start();
  /// Only while capacity() > 0. Leaves with what else is submitted in this turn of the loop.
  void submit(exchange& lent);
  /// Forgets a running exchange, or one whose completion was not delivered yet.
  void cancel(exchange& lent);
  /// No new streams; ends when the open ones have. One that is still dialling ends at once.
  void retire();
  /// Ends it now: completes what runs, then on_gone().
  void end();

  std::size_t capacity() const noexcept { return session_.capacity(); }
  std::size_t open_streams() const noexcept { return session_.open_streams(); }
  bool is_ready() const noexcept { return session_.is_ready(); }
  bool is_retired() const noexcept { return session_.is_retired(); }
  bool has_answered() const noexcept { return session_.has_answered(); }
  /// True once, at or after the first response.
  bool take_first_answer() noexcept { return has_answered() && !std::exchange(was_answer_taken_, true); }

 private:
  using endpoints = host_lookup::endpoints;

  // In h2_connection_dial.cpp. Each ends early, quietly, once end() was called meanwhile.
  task<> dial();
  task<endpoints> resolve();
  task<bool> connect(endpoints candidates);
  task<std::optional<transport_failure>> secure();
  void end_as(std::optional<transport_failure> dial_failure);
  void deliver();
  void arm_ping(std::chrono::milliseconds after);
  void on_ping_due();

  void on_bytes(std::string_view bytes) override;
  void produce(std::string& out) override;
  bool is_finished() const override { return is_broken_ || session_.is_finished(); }
  void on_end() override { end(); }

  asio::io_context& context_;
  deadline_wheel& wheel_;
  owner* owner_;  ///< null once gone
  h2_connection_options options_;
  h2_client_session session_;
  host_lookup lookup_;
  std::unique_ptr<tls_stream> stream_;  ///< until the handshake is done
  std::shared_ptr<tls_pump> pump_;
  deadline_entry connect_deadline_;
  deadline_entry ping_due_;
  bool was_answer_taken_ = false;
  bool is_pong_awaited_ = false;
  bool is_broken_ = false;  ///< the peer broke the protocol; what is pending still leaves
};

}  // namespace carillon::net
