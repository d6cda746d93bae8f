#include "store/delivery_plan.hpp"

#include <algorithm>

#include <limits>

#include "base/stored_record.hpp"

namespace carillon::store {

namespace {

error damaged() {
  return {errc::corrupted, "a delivery plan cannot be read"};
}

json step_to_json(const delivery_step& step) {
  json out = {{"channel", to_string(step.via)}};
  if (step.delay.count() > 0) out["delay"] = step.delay.count();
  if (!step.condition.empty()) out["if"] = step.condition;
  if (step.is_disabled) out["disabled"] = true;
  if (step.priority) out["priority"] = *step.priority;
  return out;
}

std::optional<delivery_step> parse_step(const json& value) {
  stored_record stored(value);
  const auto via = parse_channel(stored.text("channel"));
  const auto delay = stored.integer("delay");
  const auto priority = stored.integer("priority");
  delivery_step step;
  step.condition = stored.text("if");
  step.is_disabled = stored.flag("disabled");
  if (!via || stored.is_damaged() || delay < 0 || delay > longest_stored_delay.count() || priority < 0 ||
      priority > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  step.via = *via;
  step.delay = std::chrono::seconds(delay);
  if (stored.has("priority")) step.priority = static_cast<std::uint32_t>(priority);
  return step;
}

std::string pack_plan(const delivery_plan& plan) {
  auto steps = json::array();
  for (const auto& step : plan.steps) steps.push_back(step_to_json(step));
  return dump_json({{"steps", std::move(steps)}, {"disabled", plan.is_disabled}});
}

result<delivery_plan> unpack_plan(std::string key, std::string_view stored) {
  const auto parsed = parse_json(stored);
  if (!parsed) return damaged();
  stored_record whole(*parsed);
  delivery_plan plan;
  plan.key = std::move(key);
  plan.is_disabled = whole.flag("disabled");
  const auto& steps = whole.list("steps");
  if (whole.is_damaged()) return damaged();
  for (const auto& one : steps) {
    auto step = parse_step(one);
    if (!step) return damaged();
    plan.steps.push_back(std::move(*step));
  }
  return plan;
}

}  // namespace

delivery_plans::delivery_plans(net::redis& redis, queue::keys names)
    : redis_(redis), names_(std::move(names)) {}

task<result<void>> delivery_plans::put(project_id project, delivery_plan plan) {
  auto done = co_await redis_.call({"HSET", names_.delivery_plans(project), plan.key, pack_plan(plan)});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return result<void>();
}

task<result<std::optional<delivery_plan>>> delivery_plans::get(project_id project, std::string key) {
  std::vector<std::string> keys;
  keys.push_back(std::move(key));
  co_return co_await first_of(project, std::move(keys));
}

task<result<std::optional<delivery_plan>>> delivery_plans::plan_for(project_id project,
                                                                    std::string category) {
  std::vector<std::string> keys;
  if (!category.empty()) keys.push_back(std::move(category));
  keys.emplace_back(project_plan_key);
  co_return co_await first_of(project, std::move(keys));
}

task<result<std::optional<delivery_plan>>> delivery_plans::first_of(project_id project,
                                                                    std::vector<std::string> keys) {
  net::redis_command read({"HMGET", names_.delivery_plans(project)});
  for (const auto& key : keys) read.add(key);
  auto found = co_await redis_.call(std::move(read));
  found = net::require_success(std::move(found));
  if (!found) co_return found.error();
  for (std::size_t index = 0; index < found->elements.size(); ++index) {
    if (found->elements[index].is_nil()) continue;
    auto plan = unpack_plan(std::move(keys[index]), found->elements[index].text);
    if (!plan) co_return plan.error();
    co_return std::optional(std::move(*plan));
  }
  co_return std::optional<delivery_plan>();
}

std::vector<delivery_step> steps_to_run(const delivery_plan& plan) {
  std::vector<delivery_step> steps;
  if (plan.is_disabled) return steps;
  const auto rank = [](const delivery_step& step) { return step.priority.value_or(0); };
  for (const auto& step : plan.steps) {
    if (step.is_disabled) continue;
    const auto behind_equals = std::ranges::upper_bound(steps, rank(step), {}, rank);
    steps.insert(behind_equals, step);
  }
  std::chrono::seconds since_start{0};
  for (auto& step : steps) step.delay = since_start += step.delay;
  return steps;
}

}  // namespace carillon::store
