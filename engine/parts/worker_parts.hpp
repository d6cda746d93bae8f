// What the roles of one worker share: its Redis, its stores, its settings, its clock of deadlines. Made by
// the worker before the roles and outliving them. One io thread.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "config/settings.hpp"
#include "engine/content/template_alarm.hpp"
#include "engine/content/template_cache.hpp"
#include "engine/parts/engine_metrics.hpp"
#include "engine/parts/pulse.hpp"
#include "engine/parts/room_watch.hpp"
#include "engine/parts/workbench.hpp"
#include "net/compute_pool.hpp"
#include "net/deadline_wheel.hpp"
#include "net/task_group.hpp"
#include "queue/event_log.hpp"
#include "queue/queue.hpp"
#include "store/channel_token.hpp"
#include "store/delivery_plan.hpp"
#include "store/device_token.hpp"
#include "store/inbox.hpp"
#include "store/installation.hpp"
#include "store/integration.hpp"
#include "store/keyring.hpp"
#include "store/message_template.hpp"
#include "store/recipients.hpp"
#include "store/suppression.hpp"
#include "store/user.hpp"

namespace carillon::engine {

struct worker_parts {
  asio::io_context& context;
  const config::settings& settings;
  net::deadline_wheel& wheel;
  net::task_group& tasks;  ///< every coroutine of the worker
  queue::queue& queue;
  queue::event_log& events;
  const store::keyring& keyring;
  store::users& users;
  store::device_tokens& tokens;
  store::channel_tokens& channel_tokens;
  store::integrations& integrations;
  store::installations& installations;
  store::recipients& recipients;
  store::delivery_plans& plans;
  store::message_templates& templates;
  store::suppressions& suppressions;
  store::inbox& inbox;
  net::compute_pool& compute;
  engine_metrics metrics{};
  template_cache parsed_templates{};
  template_alarm failed_templates{};
  engine::pulse pulse{};
  room_watch room{};
  workbench bench{context};
  bool is_draining = false;  ///< nothing new is started

  /// Returns early when the worker's tasks are cancelled.
  task<> sleep(std::chrono::nanoseconds duration) {
    asio::steady_timer timer(context, duration);
    [[maybe_unused]] auto [ec] = co_await timer.async_wait(no_throw);
  }
};

/// `duration` and up to a quarter more: what should not happen on all workers at once.
std::chrono::nanoseconds jittered(std::chrono::nanoseconds duration);
/// Uniform in [0, 1).
double throw_dice();

/// Waits between attempts at something that must succeed in the end: 50 ms, doubling to 2 s, jittered.
class patience {
 public:
  std::chrono::nanoseconds next();

 private:
  std::chrono::milliseconds wait_{25};
};

}  // namespace carillon::engine
