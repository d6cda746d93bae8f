// What there is to know of ping_email (a URL that is called in place of sending e-mail) without an account,
// for the catalogue. Pure; any thread.
#pragma once

#include "base/json.hpp"
#include "base/schema.hpp"
#include "providers/traits.hpp"

namespace carillon::providers::ping_email {

const traits& facts() noexcept;
/// What its integration must hold.
schema::rule config_rule();
/// A valid one; its secrets are made up.
json sample();

}  // namespace carillon::providers::ping_email
