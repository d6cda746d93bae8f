#include "engine/roles/webhook_publisher.hpp"

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/ticket.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
constexpr auto between_looks = 500ms;
constexpr auto between_waits = 5ms;
/// New ones a look: workers that start together share the projects.
constexpr unsigned most_taken_at_once = 8;

task<> run_outbox(project_outbox& outbox, [[maybe_unused]] ticket counted) {
  std::optional<error> trouble;
  try {
    co_await outbox.run();
  } catch (...) {
    trouble = caught();
  }
  if (trouble) report_contained("webhook_outbox", *trouble);
}

}  // namespace

webhook_publisher::webhook_publisher(worker_parts& parts, store::keyring& keys,
                                     const net::address_guard& guard,
                                     std::shared_ptr<boost::asio::ssl::context> tls)
    : tools_{.parts = parts,
             .guard = guard,
             .tls = std::move(tls),
             .endpoints = {parts.queue.link(), parts.queue.names(), keys},
             .calls = {parts.queue.link(), parts.queue.names()},
             .tail = {parts.queue.link(), parts.queue.names()},
             .nonce = parts.queue.nonce(),
             .delivered = metrics::get_counter("carillon_webhook_calls_total", {{"outcome", "delivered"}}),
             .failed = metrics::get_counter("carillon_webhook_calls_total", {{"outcome", "failed"}}),
             .disabled = metrics::get_counter("carillon_webhook_endpoints_disabled_total")} {}

webhook_publisher::~webhook_publisher() {
  behind_.add(-static_cast<double>(shown_behind_));
}

void webhook_publisher::wake(std::optional<project_id> project) {
  if (project) {
    if (const auto found = outboxes_.find(*project); found != outboxes_.end()) found->second.outbox->wake();
  } else {
    for (auto& [id, each] : outboxes_) each.outbox->wake();
  }
}

void webhook_publisher::show_behind() {
  std::size_t behind = 0;
  for (const auto& [id, each] : outboxes_) behind += each.outbox->behind(now());
  behind_.add(static_cast<double>(behind) - static_cast<double>(shown_behind_));
  shown_behind_ = behind;
}

task<> webhook_publisher::run() {
  while (!tools_.parts.is_draining) {
    const auto looked = co_await look();
    if (!looked && !is_passing(looked.error())) log::error("webhook_publisher_failed", looked.error().detail);
    co_await tools_.parts.sleep(jittered(between_looks));
  }
}

task<result<void>> webhook_publisher::look() {
  drop_ended();
  show_behind();
  const auto projects = co_await tools_.endpoints.projects();
  if (!projects) co_return projects.error();
  unsigned taken = 0;
  for (const auto& project : *projects) {
    if (outboxes_.contains(project) || taken == most_taken_at_once) continue;
    const auto held = co_await tools_.calls.hold(project, tools_.nonce, webhook_lease);
    if (!held) co_return held.error();
    if (!*held) continue;
    if (tools_.parts.is_draining) co_return co_await tools_.calls.release(project, tools_.nonce);
    ++taken;
    take_on(project);
  }
  co_return result<void>();
}

void webhook_publisher::take_on(project_id project) {
  auto& one = outboxes_[project];
  one.outbox = std::make_unique<project_outbox>(tools_, project);
  tools_.parts.tasks.spawn("webhook_outbox", run_outbox(*one.outbox, ticket(one.count)));
}

void webhook_publisher::drop_ended() {
  std::erase_if(outboxes_, [](const auto& each) { return each.second.count == 0; });
}

task<> webhook_publisher::stop(steady_time deadline) {
  for (auto& [project, each] : outboxes_) each.outbox->stop();
  bool is_cancelled = false;
  while (!outboxes_.empty()) {
    drop_ended();
    if (!is_cancelled && std::chrono::steady_clock::now() >= deadline) {
      is_cancelled = true;
      for (auto& [project, each] : outboxes_) each.outbox->cancel();
    }
    if (!outboxes_.empty()) co_await tools_.parts.sleep(between_waits);
  }
}

}  // namespace carillon::engine
