// From a request's bytes to a validated value, with the contract's refusals: 415 for another content type,
// 400 for no body or broken JSON, 422 for a body that breaks the schema. Pure.
#pragma once

#include "api/request.hpp"
#include "api/schema.hpp"

namespace carillon::api {

/// The body in canonical form, or the refusal.
checked<json> read_body(const request& of, const rule& expected);

}  // namespace carillon::api
