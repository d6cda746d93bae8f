// What there is to know of Twilio without an account, for the catalogue. Pure; any thread.
#pragma once

#include "base/json.hpp"
#include "base/schema.hpp"
#include "providers/traits.hpp"

namespace carillon::providers::twilio {

const traits& facts() noexcept;
/// What its integration must hold.
schema::rule config_rule();
/// A valid one; its secrets are made up.
json sample();

}  // namespace carillon::providers::twilio
