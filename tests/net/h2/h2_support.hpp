// Client and server session joined in memory.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "net/h2/h2_client_session.hpp"
#include "net/h2/h2_server_session.hpp"
#include "tests/net/recorded_exchange.hpp"

namespace carillon::net {

/// Both sessions, and the bytes between them. Requests are answered by `answer` unless it is empty.
struct joined_sessions {
  explicit joined_sessions(h2_client_options client_options = {}, h2_server_limits limits = {})
      : client(with_authority(std::move(client_options))), server(limits) {}

  static h2_client_options with_authority(h2_client_options options) {
    options.authority = "push.example";
    return options;
  }

  /// One direction once. True when bytes moved.
  bool to_server() {
    std::string bytes;
    client.produce(bytes);
    if (bytes.empty()) return false;
    sent_by_client += bytes.size();
    is_server_content = server.receive(bytes) && is_server_content;
    for (auto* const request : server.requests()) {
      requests.push_back(request->stream());
      if (answer) answer(*request);
    }
    return true;
  }
  bool to_client() {
    std::string bytes;
    server.produce(bytes);
    if (bytes.empty()) return false;
    is_client_content = client.receive(bytes) && is_client_content;
    collect();
    return true;
  }
  /// Moves bytes until both are quiet.
  void settle() {
    for (bool is_moving = true; is_moving;) {
      is_moving = to_server();
      is_moving = to_client() || is_moving;
    }
    collect();
  }
  void collect() {
    while (auto completion = client.take_completion()) {
      if (completion->failure)
        completion->lent->on_failure(*completion->failure);
      else
        completion->lent->on_response();
    }
  }

  h2_client_session client;
  h2_server_session server;
  std::function<void(const h2_server_request&)> answer;
  std::vector<std::int32_t> requests;  ///< stream ids the server saw complete
  std::size_t sent_by_client = 0;
  bool is_server_content = true;
  bool is_client_content = true;
};

}  // namespace carillon::net
