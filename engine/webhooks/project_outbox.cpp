#include "engine/webhooks/project_outbox.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/ticket.hpp"
#include "queue/event_news.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto between_looks = 500ms;  // while there is news
constexpr auto between_idle_looks = 60s;
constexpr auto late = 5min;
constexpr auto between_waits = 5ms;
constexpr std::chrono::milliseconds renewed_after = webhook_lease / 3;
/// What is not renewed for so long may be another's: no more calls are started.
constexpr std::chrono::milliseconds safe_for = webhook_lease / 2;

task<> run_courier(endpoint_courier& courier, [[maybe_unused]] ticket counted) {
  std::optional<error> trouble;
  try {
    co_await courier.run();
  } catch (...) {
    trouble = caught();
  }
  if (trouble) report_contained("webhook_courier", *trouble);
}

}  // namespace

project_outbox::project_outbox(webhook_tools& tools, project_id project)
    : tools_(tools),
      project_(project),
      reader_(tools.parts, project),
      changed_(tools.parts.context),
      renewed_(clock::now()),
      awake_until_(renewed_ + queue::event_news::lasts_for) {}

bool project_outbox::is_awake() const {
  return clock::now() < awake_until_;
}

void project_outbox::wake() {
  const bool was_awake = is_awake();
  awake_until_ = clock::now() + queue::event_news::lasts_for;
  if (!was_awake) changed_.notify();
}

std::size_t project_outbox::behind(timestamp now) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      couriers_, [&](const auto& each) { return each.second.courier->is_behind(late, now); }));
}

void project_outbox::stop() {
  is_stopping_ = true;
  for (auto& [id, each] : couriers_) each.courier->stop();
  changed_.notify();
}

void project_outbox::cancel() {
  for (auto& [id, each] : couriers_) each.courier->cancel();
}

task<> project_outbox::run() {
  while (!is_stopping_ && !has_lost_lease_) {
    const auto done = co_await turn();
    if (!done && !is_passing(done.error()))
      log::error("webhook_outbox_failed", done.error().detail, {{"project", project_.to_string()}});
    if (clock::now() - renewed_ > safe_for) has_lost_lease_ = true;
    if (is_stopping_ || has_lost_lease_) break;
    std::chrono::nanoseconds pause =
        std::max<std::chrono::nanoseconds>(renewed_ + renewed_after - clock::now(), 100ms);
    if (is_awake()) pause = std::min(pause, jittered(between_looks));
    co_await changed_.wait_for(pause);
  }
  co_await end_couriers();
  if (!has_lost_lease_) co_await tools_.calls.release(project_, tools_.nonce);  // it would run out
}

task<result<void>> project_outbox::turn() {
  auto done = co_await keep_lease();
  if (!done || has_lost_lease_) co_return done;
  drop_ended();
  if (!is_awake() && clock::now() - looked_ < between_idle_looks) co_return done;
  looked_ = clock::now();
  done = co_await follow_settings();
  if (!done || couriers_.empty()) co_return done;
  const auto ends = co_await tools_.tail.ends(project_);
  if (!ends) co_return ends.error();
  for (auto& [id, each] : couriers_) each.courier->look(*ends);
  co_return result<void>();
}

task<result<void>> project_outbox::keep_lease() {
  const auto asked = clock::now();
  if (asked - renewed_ < renewed_after) co_return result<void>();
  const auto held = co_await tools_.calls.hold(project_, tools_.nonce, webhook_lease);
  if (!held) co_return held.error();
  if (*held) {
    renewed_ = asked;
  } else {
    has_lost_lease_ = true;
  }
  co_return result<void>();
}

task<result<void>> project_outbox::follow_settings() {
  auto endpoints = co_await tools_.endpoints.list(project_);
  if (!endpoints) co_return endpoints.error();
  if (endpoints->empty()) is_stopping_ = true;
  std::erase_if(*endpoints, [](const store::webhook_endpoint& one) { return !one.is_called(); });
  for (auto& [id, each] : couriers_) {
    if (std::ranges::find(*endpoints, id, &store::webhook_endpoint::id) == endpoints->end())
      each.courier->stop();
  }
  for (auto& endpoint : *endpoints) have_courier(std::move(endpoint));
  co_return result<void>();
}

void project_outbox::have_courier(store::webhook_endpoint endpoint) {
  auto& one = couriers_[endpoint.id];
  if (one.version == endpoint.version) return;
  one.version = endpoint.version;
  if (one.courier) return one.courier->adopt(std::move(endpoint));
  one.courier = std::make_unique<endpoint_courier>(tools_, reader_, project_, std::move(endpoint));
  tools_.parts.tasks.spawn("webhook_courier", run_courier(*one.courier, ticket(one.count)));
}

void project_outbox::drop_ended() {
  for (const auto& [id, each] : couriers_)
    has_lost_lease_ |= each.count == 0 && each.courier->has_lost_lease();
  // It ended by itself: its endpoint is gone, or begins anew.
  if (std::erase_if(couriers_, [](const auto& each) { return each.second.count == 0; }) > 0) wake();
}

task<> project_outbox::end_couriers() {
  for (auto& [id, each] : couriers_) {
    each.courier->stop();
    if (has_lost_lease_) each.courier->cancel();
  }
  while (!couriers_.empty()) {
    drop_ended();
    if (!couriers_.empty()) co_await tools_.parts.sleep(between_waits);
  }
}

}  // namespace carillon::engine
