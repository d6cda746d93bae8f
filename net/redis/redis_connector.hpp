// Makes logged-in sessions: connects, AUTHs, SELECTs, names the connection, sees that Redis answers. Shared
// by the command link and the subscriber of one client; on their io_context's thread. Never retries by
// itself.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "net/redis/redis.hpp"
#include "net/redis/redis_endpoint.hpp"
#include "net/redis/redis_session.hpp"

namespace carillon::net {

class redis_connector {
 public:
  /// Parses the url and loads the CA file; what is wrong with them is what every open() answers.
  redis_connector(asio::io_context& context, redis_options options);

  /// A session to be opened by open() and, at any time, ended by its close().
  std::shared_ptr<redis_session> make_session() const;
  /// `configuration` when a person must act (url, certificate, password, permission), else `unavailable`.
  /// Takes at most the command timeout. The connector outlives the call.
  task<result<void>> open(std::shared_ptr<redis_session> session) const;

  std::chrono::milliseconds command_timeout() const noexcept { return options_.command_timeout; }
  /// For logs: without user and password.
  std::string url() const;

 private:
  task<result<void>> log_in(redis_session& session) const;

  asio::io_context& context_;
  redis_options options_;
  result<redis_endpoint> endpoint_;
  std::shared_ptr<asio::ssl::context> tls_;
};

}  // namespace carillon::net
