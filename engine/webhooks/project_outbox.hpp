// The webhook endpoints of one project, while this worker holds the lease of calling them: follows their
// settings, looks where the project's log ends, and has a courier for each that is called. Made by the
// webhook_publisher; one io thread.
#pragma once

#include <map>
#include <memory>

#include "engine/parts/wakeup.hpp"
#include "engine/webhooks/endpoint_courier.hpp"
#include "engine/webhooks/event_reader.hpp"
#include "engine/webhooks/webhook_tools.hpp"

namespace carillon::engine {

class project_outbox {
 public:
  /// Of a lease that was just taken. `tools` outlives it.
  project_outbox(webhook_tools& tools, project_id project);

  /// Until stop(), until the lease is lost or the project has no endpoints. Gives the lease back.
  task<> run();
  void stop();
  /// Gives up calls that are under way.
  void cancel();
  /// There is more to tell, or something else to do: it looks at once, and for a while.
  void wake();
  /// How many endpoints are late.
  std::size_t behind(timestamp now) const;

 private:
  struct running {
    std::unique_ptr<endpoint_courier> courier;
    std::uint64_t version = 0;  ///< of its endpoint's settings
    std::size_t count = 0;      ///< coroutines: one, or none
  };

  task<result<void>> turn();
  task<result<void>> keep_lease();
  task<result<void>> follow_settings();
  void have_courier(store::webhook_endpoint endpoint);
  void drop_ended();
  bool is_awake() const;
  task<> end_couriers();

  webhook_tools& tools_;
  project_id project_;
  event_reader reader_;
  wakeup changed_;
  std::map<integration_id, running> couriers_;
  steady_time renewed_;
  steady_time awake_until_;
  steady_time looked_{};
  bool is_stopping_ = false;
  bool has_lost_lease_ = false;
};

/// How long a lease lasts that is not renewed: a worker that died is followed by another after that.
inline constexpr std::chrono::milliseconds webhook_lease{10'000};

}  // namespace carillon::engine
