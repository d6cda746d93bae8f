// What there is to know of Expo without an account, for the catalogue. Pure; any thread.
#pragma once

#include "base/json.hpp"
#include "base/schema.hpp"
#include "providers/traits.hpp"

namespace carillon::providers::expo {

const traits& facts() noexcept;
/// What its integration must hold.
schema::rule config_rule();
/// A valid one; its secrets are made up.
json sample();
/// What users register to be reached: the payload of its tokens.
schema::rule token_rule();
json sample_token();

}  // namespace carillon::providers::expo
