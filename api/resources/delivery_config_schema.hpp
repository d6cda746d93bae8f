// What a delivery plan looks like on the wire, both ways (rest-contract.md 2, "Delivery config"). Pure.
#pragma once

#include <string_view>

#include "api/schema.hpp"
#include "store/delivery_plan.hpp"

namespace carillon::api {

/// {channels, disabled?} with the name the plan is saved under.
enum class plan_name {
  category,      ///< `category`, required: ^[a-zA-Z0-9_]+$
  key,           ///< `key`, required
  optional_key,  ///< `key`; without it the project's plan is meant
};
const rule& delivery_config_rule(plan_name named_by);
/// Of a plan's key: nothing when it is fine.
schema::refusal check_plan_key(std::string_view value) noexcept;

store::delivery_plan to_delivery_plan(const json& valid);
/// {key, category, channels, disabled}: each generation of clients finds its own.
json delivery_plan_view(const store::delivery_plan& plan);

}  // namespace carillon::api
