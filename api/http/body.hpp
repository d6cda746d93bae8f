// From a request's bytes to a validated value, with the contract's refusals: 415 for another content type,
// 400 for no body or broken JSON, 422 for a body that breaks the schema.
#pragma once

#include "api/http/request.hpp"
#include "api/schema.hpp"

namespace carillon::api {

/// The body in canonical form, or the refusal. Takes the request's bytes: they are gone afterwards. A large
/// body is read off the loop; `expected` is a rule that lives as long as the process.
task<checked<json>> read_body(services& with, request& of, const rule& expected);

/// The same in two steps, for who does more with a large body off the loop: the refusal that its headers
/// deserve…
std::optional<problem> refuse_headers(const request& of);
/// …and the value. Pure.
checked<json> read_text(std::string_view body, const rule& expected);

}  // namespace carillon::api
