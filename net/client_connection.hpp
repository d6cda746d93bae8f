// One connection as a client: dials (resolve, guard, TCP, TLS, ALPN), then runs the session of the protocol
// that was agreed on under a tls_pump, and ends it when its peer is silent for too long. Made by origin_pool
// only; its io thread. It knows of no protocol but their names.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "net/address_guard.hpp"
#include "net/client_session.hpp"
#include "net/deadline_wheel.hpp"
#include "net/dns/host_lookup.hpp"
#include "net/tls/tls_pump.hpp"
#include "net/tls/tls_tickets.hpp"

namespace carillon::net {

struct client_connection_options {
  origin target;
  std::shared_ptr<boost::asio::ssl::context> tls;
  bool is_secure = true;  ///< TLS from the first byte
  std::shared_ptr<tls_tickets> tickets;
  std::string alpn;  ///< what we offer, "h2,http/1.1"; empty: no ALPN
  std::chrono::milliseconds connect_timeout;
  const address_guard* guard;
  service_ports ports;  ///< that the guard allows
  std::vector<std::string> name_servers;
  std::size_t dial_number;  ///< rotates the host's addresses, so that dials spread over them
};

class client_connection final : public std::enable_shared_from_this<client_connection>,
                                private pumped_protocol {
 public:
  /// Who the connection works for. May end() it and submit in any of the calls but make_session().
  class owner {
   public:
    /// The handshake chose `protocol` (ALPN's name; empty without ALPN); `local` is our end. Null when we do
    /// not speak it.
    virtual std::unique_ptr<client_session> make_session(std::string_view protocol,
                                                         const asio::ip::address& local) = 0;
    virtual void on_completion(client_connection& connection, const completion& ended) = 0;
    /// A batch was read, or the session is ready: capacity() may have grown.
    virtual void on_progress(client_connection& connection) = 0;
    /// The last call; all completions were made. `dial_failure` when it was never ready.
    virtual void on_gone(client_connection& connection, std::optional<transport_failure> dial_failure) = 0;

   protected:
    ~owner() = default;
  };

  client_connection(asio::io_context& context, deadline_wheel& wheel, owner& owner,
                    client_connection_options options);

  /// Begins to dial. Once. Calls the owner back in a later turn of the loop only.
  void start();
  /// Only while capacity() > 0. Leaves with what else is submitted in this turn of the loop.
  void submit(exchange& lent);
  /// Forgets a running exchange, or one whose completion was not delivered yet. May end the connection.
  void cancel(exchange& lent);
  /// No new exchanges; ends when the open ones have. One that is still dialling ends at once.
  void retire();
  /// Ends it now: completes what runs, then on_gone().
  void end();

  std::size_t capacity() const noexcept { return session_ ? session_->capacity() : 0; }
  std::size_t open_streams() const noexcept { return session_ ? session_->open_streams() : 0; }
  std::size_t streams() const noexcept { return session_ ? session_->streams() : 0; }
  bool is_ready() const noexcept { return session_ && session_->is_ready(); }
  bool is_retired() const noexcept { return session_ && session_->is_retired(); }
  bool is_shared() const noexcept { return session_ && session_->is_shared(); }
  bool has_answered() const noexcept { return session_ && session_->has_answered(); }
  /// An exchange of it was cancelled: that it did not answer is nobody's fault.
  bool was_cancelled() const noexcept { return was_cancelled_; }
  /// As client_session::refusal().
  const mail_reply* refusal() const noexcept { return session_ ? session_->refusal() : nullptr; }
  /// True once, at or after the first response.
  bool take_first_answer() noexcept {
    return !was_answer_taken_ && has_answered() && !std::exchange(was_answer_taken_, true);
  }

 private:
  using endpoints = host_lookup::endpoints;

  // In client_connection_dial.cpp. Each ends early, quietly, once end() was called meanwhile.
  task<> dial();
  task<endpoints> resolve();
  task<bool> connect(endpoints candidates);
  task<std::optional<transport_failure>> secure();
  bool begin_session();

  void end_as(std::optional<transport_failure> dial_failure, stream_end how = stream_end::torn);
  /// Nothing when it was ready once.
  std::optional<transport_failure> dial_failure_or(transport_failure otherwise) const;
  /// True when there was anything to deliver.
  bool deliver();
  void report_progress();
  /// Starts the clock anew that on_silence() ends, when the session says so.
  void watch();
  void on_silence();

  void on_bytes(std::string_view bytes) override;
  void produce(std::string& out) override;
  bool is_finished() const override { return is_broken_ || session_->is_finished(); }
  void on_end() override;
  void on_secured() override;

  asio::io_context& context_;
  deadline_wheel& wheel_;
  owner* owner_;  ///< null once gone
  client_connection_options options_;
  std::unique_ptr<client_session> session_;  ///< since the handshake
  host_lookup lookup_;
  std::unique_ptr<tls_stream> stream_;  ///< until the handshake is done
  std::shared_ptr<tls_pump> pump_;
  deadline_entry connect_deadline_;
  deadline_entry silence_due_;
  std::uint32_t watched_turn_ = 0;
  bool was_ready_ = false;
  bool was_cancelled_ = false;
  bool was_answer_taken_ = false;
  bool is_broken_ = false;  ///< the peer broke the protocol; what is pending still leaves
};

}  // namespace carillon::net
