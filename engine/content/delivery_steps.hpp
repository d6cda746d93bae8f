// How one broadcast is delivered: the steps of its category's delivery plan, resolved when it is planned and
// fixed in its record (rest-contract.md 6, "Category → channels"). Made by the planner, read by every chunk.
// Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "queue/queue.hpp"
#include "store/delivery_plan.hpp"

namespace carillon::engine {

/// Kinds of the integrations a project has saved.
using integration_kinds = std::set<std::string, std::less<>>;

/// Some integration of these serves the channel. in_app needs none, nor does a provider whose addresses say
/// it all.
bool is_configured(const integration_kinds& kinds, channel via) noexcept;

struct delivery_steps {
  /// In the order they run, each channel once; `delay` counted from the start.
  std::vector<store::delivery_step> steps;
  /// The category is switched off: the notification is put into the inboxes, and nothing is delivered.
  bool is_disabled = false;

  /// Null when the broadcast has no such step.
  const store::delivery_step* find(channel via) const noexcept;
};

/// Without a plan: every configured channel, at once. A disabled plan leaves in_app alone. Of a channel named
/// twice the first step counts: a recipient has one outcome a channel.
delivery_steps resolve_steps(const std::optional<store::delivery_plan>& plan, const integration_kinds& kinds);

/// What builds from before there were plans did with every broadcast: mobile_push, at once. Theirs have no
/// steps on record; those still under way after an upgrade go on as they began.
delivery_steps steps_before_plans();

/// As it rests in the broadcast's record.
std::string pack(const delivery_steps& steps);
/// `corrupted` unless pack() made it.
result<delivery_steps> parse_delivery_steps(std::string_view text);

/// For the queue.
std::vector<queue::planned_step> to_planned(const delivery_steps& steps);

}  // namespace carillon::engine
