#include "engine/chunks/step_gate.hpp"

#include "base/log.hpp"
#include "engine/chunks/address_book.hpp"
#include "engine/parts/fault_point.hpp"
#include "liquid/program.hpp"

namespace carillon::engine {
namespace {

using queue::own_reason;

/// A condition is evaluated for every recipient: less than a template may cost.
constexpr liquid::limits condition_limits{.max_work = 100'000, .max_output = 4096};

device_end skipped(own_reason reason) noexcept {
  return {.what = device_end::kind::ended,
          .state = delivery_state::skipped,
          .reason = static_cast<std::uint16_t>(reason)};
}

std::optional<device_end> judge(const result<bool>& holds) noexcept {
  if (!holds) return skipped(own_reason::condition_failed);
  if (!*holds) return skipped(own_reason::condition);
  return std::nullopt;
}

}  // namespace

task<result<fates>> step_gate::decide(const routes& served, personal_variables& variables) {
  fates decided(recipients_.size());
  for (std::size_t index = 0; index < recipients_.size(); ++index) {
    if (recipients_[index].is_muted) decided[index] = skipped(own_reason::muted);
  }
  auto judged = co_await apply_condition(decided, variables);
  if (!judged) co_return judged.error();
  if (job_.via == channel::in_app) {
    auto stored = co_await fill_inboxes(decided);
    if (!stored) co_return stored.error();
  } else if (!served.serves(job_.via) && !is_reached_by_device(job_.via)) {
    skip_rest(decided, served.why_unserved(job_.via, provider::none));
  }
  co_return decided;
}

task<result<void>> step_gate::apply_condition(fates& decided, personal_variables& variables) {
  const auto* const step = content_.steps().find(job_.via);
  if (!step || step->condition.empty()) co_return result<void>();
  fault_point(fault::gate_condition);
  const auto parsed = liquid::condition::parse(step->condition);
  std::optional<error> trouble;
  if (!parsed) {
    trouble = parsed.error();
    skip_rest(decided, own_reason::condition_failed);
  } else {
    const auto needs = needs_of(*parsed);
    auto loaded = co_await variables.load(needs);
    if (!loaded) co_return loaded;
    auto verdict = parsed->holds(variables.common(), condition_limits);
    workbench::stint bench(parts_.bench, variables.meter());
    co_await bench.begin();
    for (std::size_t index = 0; index < recipients_.size(); ++index) {
      if (decided[index] || recipients_[index].is_deleted) continue;
      if (needs.is_any()) verdict = parsed->holds(variables.of(index), condition_limits);
      if (!verdict) trouble = verdict.error();
      decided[index] = judge(verdict);
      if (bench.is_due()) co_await bench.pause();
    }
  }
  if (trouble) {
    log::warn("condition_failed", trouble->detail,
              {{"broadcast", job_.broadcast.to_string()}, {"channel", to_string(job_.via)}});
  }
  co_return result<void>();
}

task<result<void>> step_gate::fill_inboxes(fates& decided) {
  store::inbox::addition added{.project = job_.project,
                               .where = job_.where,
                               .broadcast = job_.broadcast,
                               .created_ms = content_.created_ms(),
                               .category = content_.text("category"),
                               .topic = content_.text("topic"),
                               .users = {}};
  for (std::size_t index = 0; index < recipients_.size(); ++index) {
    const auto& who = recipients_[index];
    if (!decided[index] && !who.is_deleted)
      added.users.push_back({who.user, job_.where, job_.number_of(who.offset)});
  }
  fault_point(fault::gate_inbox);
  if (!added.users.empty()) {
    auto stored = co_await parts_.inbox.add(std::move(added));
    const auto now = std::chrono::steady_clock::now();
    if (!stored) {
      parts_.room.hear(stored.error(), now);
      co_return stored;
    }
    parts_.room.found(now);
  }
  if (content_.steps().is_disabled) {
    skip_rest(decided, own_reason::category_disabled);
    co_return result<void>();
  }
  for (auto& fate : decided) {
    if (!fate) {
      fate = device_end{.what = device_end::kind::ended,
                        .state = delivery_state::delivered,
                        .via = provider::inbox,
                        .code = 200};
    }
  }
  co_return result<void>();
}

void step_gate::skip_rest(fates& decided, own_reason reason) const {
  for (auto& fate : decided) {
    if (!fate) fate = skipped(reason);
  }
}

}  // namespace carillon::engine
