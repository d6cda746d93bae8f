// An APNs that answers what the test says, over real HTTP/2: by token, in order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "net/h2/h2_server.hpp"

namespace carillon::engine {

class fake_apns final : public net::h2_server_handler {
 public:
  struct reply {
    int status = 200;
    std::string body{};
    bool is_silent = false;  ///< no answer, ever
  };

  void on_requests(net::h2_server_connection& connection,
                   std::span<net::h2_server_request* const> requests) override {
    for (auto* const request : requests) {
      const std::string token(request->path().substr(request->path().rfind('/') + 1));
      ++sent[token];
      ++total;
      ids.emplace_back(request->header("apns-id"));
      authorizations.emplace_back(request->header("authorization"));
      bodies[token] = std::string(request->body());
      auto next = next_for(token);
      if (!next.is_silent) connection.respond(request->stream(), {.status = next.status, .body = next.body});
    }
  }

  /// "" answers for every token without its own list. The last of a list goes on for ever.
  std::map<std::string, std::vector<reply>> answers;
  std::map<std::string, int> sent;
  std::map<std::string, std::string> bodies;
  std::vector<std::string> ids;
  std::vector<std::string> authorizations;
  int total = 0;

 private:
  reply next_for(const std::string& token) {
    auto found = answers.find(token);
    if (found == answers.end()) found = answers.find("");
    if (found == answers.end() || found->second.empty()) return {};
    const auto next = found->second.front();
    if (found->second.size() > 1) found->second.erase(found->second.begin());
    return next;
  }
};

}  // namespace carillon::engine
