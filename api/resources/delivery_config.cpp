#include "api/resources/delivery_config.hpp"

#include "api/http/body.hpp"
#include "api/resources/delivery_config_schema.hpp"

namespace carillon::api {
namespace {

task<response> save(services& with, request of, plan_name named_by, int status) {
  const auto body = co_await read_body(with, of, delivery_config_rule(named_by));
  if (!body) co_return failure(body.error());
  const auto plan = to_delivery_plan(*body);
  const auto saved = co_await with.plans.put(of.project(), plan);
  if (!saved) co_return failure(saved.error());
  co_await note_event(with, of.project(), "deliveryconfig.saved", {{"key", plan.key}});
  co_return json_answer(status, delivery_plan_view(plan));
}

handler save_named_by(plan_name name, int status) {
  return [name, status](services& with, request of) { return save(with, std::move(of), name, status); };
}

/// A plan nobody saved has no steps: its notifications go through every configured channel.
task<response> fetch_config(services& with, request of) {
  store::delivery_plan plan;
  plan.key = of.query.has("key") ? of.query.get("key") : store::project_plan_key;
  if (const auto refused = check_plan_key(plan.key))
    co_return failure(problem{400, "the key " + std::string(*refused)});
  auto saved = co_await with.plans.get(of.project(), plan.key);
  if (!saved) co_return failure(saved.error());
  co_return json_answer(200, delivery_plan_view(saved->value_or(std::move(plan))));
}

task<response> fetch_keyed(services& with, request of) {
  std::string key(of.parameter("key"));
  if (const auto refused = check_plan_key(key))
    co_return failure(problem{400, "the key " + std::string(*refused)});
  const auto saved = co_await with.plans.get(of.project(), std::move(key));
  if (!saved) co_return failure(saved.error());
  if (!*saved) co_return failure(problem{404, "no such delivery config"});
  co_return json_answer(200, delivery_plan_view(**saved));
}

}  // namespace

std::vector<route> delivery_config_routes() {
  constexpr auto project = role::project;
  return {
      {"GET", "/v2/channels/deliveryconfig", project, "fetch_delivery_config", fetch_config},
      {"PUT", "/v2/channels/deliveryconfig", project, "save_delivery_config",
       save_named_by(plan_name::optional_key, 200)},
      {"POST", "/v2/channels/deliveryconfig/categories", project, "create_category_delivery_config",
       save_named_by(plan_name::category, 201)},
      {"PUT", "/v2/channels", project, "save_channels", save_named_by(plan_name::key, 200)},
      {"GET", "/v2/channels/{key...}", project, "fetch_channels", fetch_keyed},
  };
}

}  // namespace carillon::api
