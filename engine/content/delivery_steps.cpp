#include "engine/content/delivery_steps.hpp"

#include <algorithm>
#include <array>

#include "base/stored_record.hpp"
#include "providers/catalogue.hpp"

namespace carillon::engine {
namespace {

constexpr std::array channels_in_order{channel::in_app, channel::mobile_push, channel::web_push,
                                       channel::email,  channel::sms,         channel::slack};

error damaged() {
  return {errc::corrupted, "a broadcast's delivery steps cannot be read"};
}

result<store::delivery_step> parse_step(const json& value) {
  stored_record stored(value);
  const auto via = parse_channel(stored.text("channel"));
  const auto delay = stored.integer("delay");
  auto condition = stored.text("if");
  if (!via || stored.is_damaged() || delay < 0 || delay > store::longest_stored_delay.count())
    return damaged();
  return store::delivery_step{
      .via = *via, .delay = std::chrono::seconds(delay), .condition = std::move(condition)};
}

}  // namespace

bool is_configured(const integration_kinds& kinds, channel via) noexcept {
  return via == channel::in_app || std::ranges::any_of(providers::catalogue(), [&](const auto& row) {
           return row.facts.over == via && (!row.facts.needs_integration || kinds.contains(row.facts.kind));
         });
}

const store::delivery_step* delivery_steps::find(channel via) const noexcept {
  const auto found = std::ranges::find(steps, via, &store::delivery_step::via);
  return found == steps.end() ? nullptr : &*found;
}

delivery_steps resolve_steps(const std::optional<store::delivery_plan>& plan,
                             const integration_kinds& kinds) {
  delivery_steps made;
  if (plan && plan->is_disabled) {
    made.is_disabled = true;
    made.steps.push_back({.via = channel::in_app});
  } else if (plan) {
    for (auto& step : store::steps_to_run(*plan)) {
      if (!made.find(step.via)) made.steps.push_back(std::move(step));
    }
  } else {
    for (const auto via : channels_in_order) {
      if (is_configured(kinds, via)) made.steps.push_back({.via = via});
    }
  }
  return made;
}

delivery_steps steps_before_plans() {
  return {.steps = {{.via = channel::mobile_push}}};
}

std::string pack(const delivery_steps& steps) {
  auto list = json::array();
  for (const auto& step : steps.steps) {
    json packed{{"channel", to_string(step.via)}};
    if (step.delay.count() > 0) packed["delay"] = step.delay.count();
    if (!step.condition.empty()) packed["if"] = step.condition;
    list.push_back(std::move(packed));
  }
  json whole{{"steps", std::move(list)}};
  if (steps.is_disabled) whole["disabled"] = true;
  return dump_json(whole);
}

result<delivery_steps> parse_delivery_steps(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) return damaged();
  stored_record stored(*parsed);
  delivery_steps made;
  made.is_disabled = stored.flag("disabled");
  const auto& steps = stored.list("steps");
  if (stored.is_damaged()) return damaged();
  for (const auto& each : steps) {
    auto step = parse_step(each);
    if (!step) return step.error();
    made.steps.push_back(std::move(*step));
  }
  return made;
}

std::vector<queue::planned_step> to_planned(const delivery_steps& steps) {
  std::vector<queue::planned_step> planned;
  for (const auto& step : steps.steps) planned.push_back({step.via, step.delay});
  return planned;
}

}  // namespace carillon::engine
