// One accepted connection of h2_server: handshake, then a server session under a tls_pump.
// Made by h2_server only; its io thread.
#pragma once

#include <memory>

#include "net/h2/h2_server.hpp"
#include "net/h2/h2_server_session.hpp"
#include "net/tls/tls_pump.hpp"

namespace carillon::net {

class h2_served_connection final : public h2_server_connection, private pumped_protocol {
 public:
  /// The server, seen from its connections. Outlives them until they called on_gone().
  class owner {
   public:
    virtual h2_server_handler& handler() = 0;
    virtual void on_gone(h2_served_connection& gone) = 0;

   protected:
    ~owner() = default;
  };

  h2_served_connection(owner& server, std::unique_ptr<tls_stream> stream, const h2_server_limits& limits);

  /// Begins the TLS handshake. Once.
  void start();
  /// True from the end of the handshake until the connection is over.
  bool is_open() const noexcept { return pump_ != nullptr && server_ != nullptr; }

  void respond(std::int32_t stream, h2_server_reply reply) override;
  void respond_partly(std::int32_t stream, h2_server_reply reply) override;
  void append(std::int32_t stream, std::string_view bytes, bool is_last) override;
  void reset(std::int32_t stream, h2_error_code code) override;
  void goaway(h2_error_code code, std::int32_t last_stream, std::string_view debug_data) override;
  void set_max_streams(std::uint32_t streams) override;
  void set_stream_window(std::uint32_t bytes) override;
  void stall(bool is_stalled) override;
  void write_raw(std::string_view bytes) override;
  void close() override;
  std::int32_t last_stream() const noexcept override { return session_.last_stream(); }
  std::size_t open_streams() const noexcept override { return session_.open_streams(); }

 private:
  void on_bytes(std::string_view bytes) override;
  void produce(std::string& out) override { session_.produce(out); }
  bool is_finished() const override { return is_broken_ || session_.is_finished(); }
  void on_end() override { leave(); }
  void flush_soon();
  void leave();

  owner* server_;                       ///< null once gone
  std::unique_ptr<tls_stream> stream_;  ///< until the handshake is done
  std::shared_ptr<tls_pump> pump_;
  h2_server_session session_;
  bool is_broken_ = false;  ///< the peer broke the protocol; what is pending still leaves
};

}  // namespace carillon::net
