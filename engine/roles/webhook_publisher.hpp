// Tells projects' endpoints what happened (outgoing webhooks): takes the leases of projects that have
// endpoints and nobody to call them. Deliveries pay nothing for it: what is told is read from the event log.
// A role of the worker; one io thread.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>

#include "engine/webhooks/project_outbox.hpp"
#include "engine/webhooks/webhook_tools.hpp"
#include "store/keyring.hpp"

namespace carillon::engine {

class webhook_publisher {
 public:
  webhook_publisher(worker_parts& parts, store::keyring& keys, const net::address_guard& guard,
                    std::shared_ptr<boost::asio::ssl::context> tls);
  ~webhook_publisher();

  /// The role's loop: looks twice a second.
  task<> run();
  /// A project has more to tell; none: any may have.
  void wake(std::optional<project_id> project);
  /// Starts no more calls, lets those under way end until `deadline`, writes down what came of them, and
  /// gives the leases back.
  task<> stop(steady_time deadline);

 private:
  struct running {
    std::unique_ptr<project_outbox> outbox;
    std::size_t count = 0;  ///< coroutines: one, or none
  };

  task<result<void>> look();
  void take_on(project_id project);
  void drop_ended();
  void show_behind();

  webhook_tools tools_;
  std::unordered_map<project_id, running> outboxes_;
  metrics::gauge behind_ = metrics::get_gauge("carillon_webhook_endpoints_behind");
  std::size_t shown_behind_ = 0;
};

}  // namespace carillon::engine
