// The command connection of one client: connects, sends what the pipeline holds once per loop turn, feeds it
// the replies, reconnects for ever. Owned by the client; lives on its io_context's thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <set>
#include <string>

#include "base/metrics.hpp"
#include "net/redis/redis_backoff.hpp"
#include "net/redis/redis_connector.hpp"
#include "net/redis/redis_patience.hpp"
#include "net/redis/redis_pipeline.hpp"

namespace carillon::net {

class redis_link : public std::enable_shared_from_this<redis_link> {
 public:
  redis_link(asio::io_context& context, std::shared_ptr<const redis_connector> connector);

  /// Once, after construction. The link keeps itself alive until close().
  void start();
  /// Sets the request's deadline and sends it with the next turn of the loop, or once connected.
  void submit(redis_request request);
  bool is_connected() const noexcept { return is_connected_; }
  /// Handlers run with `cancelled` from the loop, not from here. Idempotent.
  void close();

 private:
  task<> run(std::shared_ptr<redis_link> self);
  task<error> serve(std::shared_ptr<redis_session> session);
  void post_flush();
  void tick();
  void set_connected(bool is_connected);
  void note_failure(const error& cause);
  void note_refusal(const error& cause);

  asio::io_context& context_;
  std::shared_ptr<const redis_connector> connector_;
  redis_patience patience_;
  redis_pipeline pipeline_;
  std::shared_ptr<redis_session> session_;
  redis_backoff backoff_;
  metrics::gauge up_ = metrics::get_gauge("carillon_redis_up");  ///< there, at 0, before the first connection
  asio::steady_timer pause_;                                     ///< between two attempts to connect
  asio::steady_timer ticker_;
  std::string last_failure_;        ///< logged already
  std::set<std::string> refusals_;  ///< likewise, of commands
  bool is_connected_ = false;
  bool is_closed_ = false;
  bool is_flush_posted_ = false;
  bool is_ticking_ = false;
  bool is_stalled_ = false;  ///< a reply is overdue: that is why the session was closed
};

}  // namespace carillon::net
