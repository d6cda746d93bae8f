// An Expo that gives a ticket for every push and the receipts a test says, over real HTTP/2.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/gzip.hpp"
#include "base/json.hpp"
#include "net/h2/h2_server.hpp"

namespace carillon::engine {

class fake_expo final : public net::h2_server_handler {
 public:
  void on_requests(net::h2_server_connection& connection,
                   std::span<net::h2_server_request* const> requests) override {
    for (auto* const request : requests) {
      const bool is_push = request->path() == "/--/api/v2/push/send";
      if (!is_push && receipt_status != 200) {
        asked.emplace_back();
        connection.respond(request->stream(), {.status = receipt_status, .body = "busy"});
        continue;
      }
      const std::string body(request->body());
      const auto said =
          parse_json(request->header("content-encoding") == "gzip" ? gunzip(body, 1 << 20) : body);
      const json data = is_push ? give_tickets(*said) : tell(said->at("ids"));
      connection.respond(request->stream(), {.status = 200, .body = dump_json(json{{"data", data}})});
    }
  }

  /// By token: the error of its receipt; "missing": it has none. Others went well.
  std::map<std::string, std::string> receipts;
  int receipt_status = 200;                     ///< of requests for receipts
  std::vector<std::string> pushed;              ///< tokens
  std::vector<std::vector<std::string>> asked;  ///< tokens, a list for each request for receipts

 private:
  json give_tickets(const json& messages) {
    json tickets = json::array();
    for (const auto& each : messages) {
      pushed.push_back(each.at("to").get<std::string>());
      tickets.push_back({{"status", "ok"}, {"id", "ticket-" + std::to_string(pushed.size() - 1)}});
    }
    return tickets;
  }
  json tell(const json& ids) {
    auto& request = asked.emplace_back();
    json told = json::object();
    for (const auto& each : ids) {
      const auto ticket = each.get<std::string>();
      const auto& token = request.emplace_back(pushed.at(std::stoul(ticket.substr(7))));
      const auto found = receipts.find(token);
      if (found == receipts.end()) {
        told[ticket] = {{"status", "ok"}};
      } else if (found->second != "missing") {
        told[ticket] = {{"status", "error"}, {"message", "no luck"}, {"details", {{"error", found->second}}}};
      }
    }
    return told;
  }
};

}  // namespace carillon::engine
