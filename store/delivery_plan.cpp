#include "store/delivery_plan.hpp"

#include <algorithm>

#include "base/json.hpp"

namespace carillon::store {

namespace {

using namespace std::chrono_literals;

constexpr auto remembered_for = 2s;

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

std::optional<delivery_step> parse_step(const json& stored) {
  if (!stored.is_object()) return std::nullopt;
  const auto via = parse_channel(stored.value("channel", ""));
  if (!via) return std::nullopt;
  delivery_step step;
  step.via = *via;
  step.delay = std::chrono::seconds(stored.value("delay", std::int64_t{0}));
  step.condition = stored.value("if", "");
  step.is_disabled = stored.value("disabled", false);
  if (stored.contains("priority")) step.priority = stored.value("priority", std::uint32_t{0});
  return step;
}

std::string pack_plan(const delivery_plan& plan) {
  auto steps = json::array();
  for (const auto& step : plan.steps) steps.push_back(step_to_json(step));
  return dump_json({{"steps", std::move(steps)}, {"disabled", plan.is_disabled}});
}

result<delivery_plan> unpack_plan(std::string key, std::string_view stored) {
  const auto parsed = parse_json(stored);
  if (!parsed || !parsed->is_object() || !parsed->contains("steps")) return damaged();
  delivery_plan plan;
  plan.key = std::move(key);
  plan.is_disabled = parsed->value("disabled", false);
  for (const auto& one : (*parsed)["steps"]) {
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
  cache_.erase(project);
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return result<void>();
}

// Straight from Redis: who has just saved a plan, through whichever process, finds it.
task<result<std::optional<delivery_plan>>> delivery_plans::get(project_id project, std::string key) {
  auto stored = co_await redis_.call({"HGET", names_.delivery_plans(project), key});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  if (stored->is_nil()) co_return std::optional<delivery_plan>();
  auto plan = unpack_plan(std::move(key), stored->text);
  if (!plan) co_return plan.error();
  co_return std::optional<delivery_plan>(std::move(*plan));
}

task<result<const std::unordered_map<std::string, delivery_plan>*>> delivery_plans::load(project_id project) {
  const auto known = cache_.find(project);
  if (known != cache_.end() && std::chrono::steady_clock::now() < known->second.until)
    co_return &known->second.plans;
  auto fields = co_await redis_.call({"HGETALL", names_.delivery_plans(project)});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  remembered fresh;
  for (std::size_t i = 0; i + 1 < fields->elements.size(); i += 2) {
    auto& key = fields->elements[i].text;
    auto plan = unpack_plan(key, fields->elements[i + 1].text);
    if (!plan) co_return plan.error();
    fresh.plans.emplace(std::move(key), std::move(*plan));
  }
  fresh.until = std::chrono::steady_clock::now() + remembered_for;
  const auto place = cache_.insert_or_assign(project, std::move(fresh)).first;
  co_return &place->second.plans;
}

task<result<std::optional<delivery_plan>>> delivery_plans::plan_for(project_id project,
                                                                    std::string category) {
  const auto plans = co_await load(project);
  if (!plans) co_return plans.error();
  auto found = category.empty() ? (*plans)->end() : (*plans)->find(category);
  if (found == (*plans)->end()) found = (*plans)->find(std::string(project_plan_key));
  if (found == (*plans)->end()) co_return std::optional<delivery_plan>();
  co_return std::optional<delivery_plan>(found->second);
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
