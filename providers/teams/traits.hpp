// What there is to know of Microsoft Teams without an account, for the catalogue. Pure; any thread.
#pragma once

#include "base/json.hpp"
#include "base/schema.hpp"
#include "providers/traits.hpp"

namespace carillon::providers::teams {

const traits& facts() noexcept;
/// What users register to be reached: the payload of its tokens.
schema::rule token_rule();
json sample_token();

}  // namespace carillon::providers::teams
