// A server of a project's that is told what happens, over real TLS: answers what the test says, and remembers
// what it was told.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "net/h2/h2_server.hpp"

namespace carillon::engine {

class hook_receiver final : public net::h2_server_handler {
 public:
  struct told {
    std::string id, timestamp, signature, body;
    json event() const { return json::parse(body, nullptr, false)["data"]; }
  };

  hook_receiver(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls)
      : server_(context, std::move(tls), *this),
        port_(server_.listen(boost::asio::ip::make_address("127.0.0.1"), 0).value()) {}

  std::string url() const { return "https://localhost:" + std::to_string(port_) + "/hook?key=1"; }
  /// Of the type, in the order they came.
  std::vector<told> of_type(std::string_view type) const {
    std::vector<told> found;
    for (const auto& each : all) {
      if (text_of(each.event(), "type") == type) found.push_back(each);
    }
    return found;
  }

  std::vector<told> all;
  std::vector<int> statuses{200};  ///< of the next requests; the last goes on for ever
  bool is_silent = false;          ///< no answer, ever

 private:
  void on_requests(net::h2_server_connection& connection,
                   std::span<net::h2_server_request* const> requests) override {
    for (auto* const request : requests) {
      const auto header = [&](std::string_view name) { return std::string(request->header(name)); };
      all.push_back({header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"),
                     std::string(request->body())});
      if (is_silent) continue;
      connection.respond(request->stream(), {.status = statuses.front()});
      if (statuses.size() > 1) statuses.erase(statuses.begin());
    }
  }

  net::h2_server server_;
  std::uint16_t port_;
};

}  // namespace carillon::engine
