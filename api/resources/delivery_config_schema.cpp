#include "api/resources/delivery_config_schema.hpp"

#include <algorithm>
#include <set>

#include "base/text_checks.hpp"
#include "liquid/program.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t longest_delay = 30LL * 24 * 3600;  // seconds
constexpr length key_text{3, 255};
constexpr length condition_text{0, 4096};

schema::refusal check_category(std::string_view value) noexcept {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (std::ranges::all_of(value, is_allowed)) return std::nullopt;
  return "should match the pattern ^[a-zA-Z0-9_]+$";
}

void check_condition(json& value, const std::string& path, complaints& found) {
  const auto& source = value.get_ref<const std::string&>();
  if (source.empty()) return;
  const auto parsed = liquid::condition::parse(source);
  if (!parsed) found.push_back(complaint_of(path, "should be a condition: " + parsed.error().detail));
}

// A recipient has one outcome a channel, so a plan can go through each only once.
void check_channels_differ(json& value, const std::string& path, complaints& found) {
  std::set<std::string> seen;
  for (std::size_t index = 0; index < value.size(); ++index) {
    if (seen.insert(value[index].value("channel", "")).second) continue;
    found.push_back(complaint_of(child_path(child_path(path, std::to_string(index)), "channel"),
                                 "should not be named twice"));
  }
}

rule step_rule() {
  auto condition = text(condition_text);
  condition.custom = &check_condition;
  const rule flag{.kind = rule::type::boolean};
  return object({{"channel", one_of(channel_names())},
                 {"delay", integer({0, longest_delay}), presence::optional},
                 {"if", std::move(condition), presence::optional},
                 {"disabled", flag, presence::optional},
                 {"priority", integer({0, std::numeric_limits<std::uint32_t>::max()}), presence::optional}});
}

rule config_rule(field name) {
  auto steps = array_of(step_rule(), {0, 100});
  steps.custom = &check_channels_differ;
  return object({std::move(name),
                 {"channels", std::move(steps)},
                 {"disabled", {.kind = rule::type::boolean}, presence::optional}});
}

store::delivery_step to_step(const json& valid) {
  store::delivery_step step;
  step.via = *parse_channel(valid.value("channel", ""));
  step.delay = std::chrono::seconds(valid.value("delay", std::int64_t{0}));
  step.condition = valid.value("if", "");
  step.is_disabled = valid.value("disabled", false);
  if (valid.contains("priority")) step.priority = valid.value("priority", std::uint32_t{0});
  return step;
}

json step_view(const store::delivery_step& step) {
  json view = {{"channel", to_string(step.via)}};
  if (step.delay.count() > 0) view["delay"] = step.delay.count();
  if (!step.condition.empty()) view["if"] = step.condition;
  if (step.is_disabled) view["disabled"] = true;
  if (step.priority) view["priority"] = *step.priority;
  return view;
}

}  // namespace

const rule& delivery_config_rule(plan_name named_by) {
  static const rule of_category = config_rule({"category", text(key_text, &check_category)});
  static const rule keyed = config_rule({"key", text(key_text, &check_label)});
  static const rule maybe_keyed = config_rule({"key", text(key_text, &check_label), presence::optional});
  switch (named_by) {
    case plan_name::category:
      return of_category;
    case plan_name::key:
      return keyed;
    case plan_name::optional_key:
      return maybe_keyed;
  }
  return keyed;
}

schema::refusal check_plan_key(std::string_view value) noexcept {
  if (value.size() < std::size_t{key_text.min} || value.size() > std::size_t{key_text.max})
    return "should have 3 to 255 characters";
  return check_label(value);
}

store::delivery_plan to_delivery_plan(const json& valid) {
  store::delivery_plan plan;
  plan.key = valid.value("key", valid.value("category", std::string(store::project_plan_key)));
  plan.is_disabled = valid.value("disabled", false);
  for (const auto& step : valid.at("channels")) plan.steps.push_back(to_step(step));
  return plan;
}

json delivery_plan_view(const store::delivery_plan& plan) {
  auto steps = json::array();
  for (const auto& step : plan.steps) steps.push_back(step_view(step));
  return {{"key", plan.key},
          {"category", plan.key},
          {"channels", std::move(steps)},
          {"disabled", plan.is_disabled}};
}

}  // namespace carillon::api
