// Pattern subscriptions of one client, on a connection of their own (a subscribed connection takes no
// commands). Renewed after every reconnect; a PING each 15 s finds a dead peer. On the io_context's thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/redis/redis_backoff.hpp"
#include "net/redis/redis_connector.hpp"

namespace carillon::net {

class redis_subscriber : public std::enable_shared_from_this<redis_subscriber> {
 public:
  using listener = std::function<void(std::string_view channel, std::string_view payload)>;

  redis_subscriber(asio::io_context& context, std::shared_ptr<const redis_connector> connector);

  /// The first one opens the connection. `on_message("", "")` runs each time the subscription took (again)
  /// effect.
  void subscribe(std::string pattern, listener on_message);
  /// No listener runs afterwards. Idempotent.
  void close();

 private:
  task<> run(std::shared_ptr<redis_subscriber> self);
  task<> serve(std::shared_ptr<redis_session> session);
  void dispatch(const redis_reply& message);
  void notify(const std::string& pattern, std::string_view channel, std::string_view payload);
  void send(const redis_command& command);
  void watch();

  asio::io_context& context_;
  std::shared_ptr<const redis_connector> connector_;
  std::map<std::string, std::vector<std::shared_ptr<listener>>, std::less<>> listeners_;
  std::shared_ptr<redis_session> session_;
  std::string output_;
  redis_backoff backoff_;
  asio::steady_timer pause_;
  asio::steady_timer heartbeat_;
  bool is_started_ = false;
  bool is_connected_ = false;
  bool is_closed_ = false;
  bool has_heard_ = false;  ///< anything since the last PING
};

}  // namespace carillon::net
