// The control port: plain HTTP/1.1 and JSON, for tests, demos and people with curl (docs/sandbox.md lists the
// calls), and the page. Runs on the first io thread. Never on the way of a push.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "net/h1/h1_server.hpp"
#include "sandbox/page/page.hpp"
#include "sandbox/service.hpp"

namespace carillon::sandbox {

struct control_wiring {
  sending_place where;
  /// Reaches every connection of every front, on whatever thread it lives.
  std::function<void(const fault&)> disturb;
  /// Whom to trust after a restart.
  std::function<result<>(const json& credentials)> keep;
};

class control {
 public:
  control(asio::io_context& context, service& shared, control_wiring wired);

  result<std::uint16_t> listen(std::string_view host_and_port) { return server_.listen(host_and_port); }
  task<> stop() { return server_.stop(std::chrono::milliseconds(500)); }

  /// One call, without a socket.
  net::h1_response handle(std::string_view method, std::string_view path, std::string_view body);

 private:
  net::h1_response put_credentials(std::string_view body);
  net::h1_response post_rules(std::string_view body);
  net::h1_response put_behaviour(std::string_view body);
  net::h1_response post_connections(std::string_view body);

  service& service_;
  page page_;
  control_wiring wired_;
  net::h1_server server_;
};

}  // namespace carillon::sandbox
