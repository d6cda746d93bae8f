// What tells APNs tokens from FCM tokens in the API: payload fields and their view (rest-contract.md 2,
// "Channel tokens"). Pure.
#pragma once

#include "api/schema.hpp"
#include "base/ids.hpp"
#include "store/device_token.hpp"

namespace carillon::api {

/// The payload of a save.
const rule& device_token_rule(provider via);
store::device_token to_device_token(provider via, const json& payload);

/// Whose token it is: part of its id.
struct token_owner {
  project_id project;
  user_id user;
};
token_id id_of(const token_owner& owner, const store::device_token& token) noexcept;

/// Flat fields and, beside them, the older clients' {data, metadata}: every generation finds its own. Absent
/// fields are left out, never null.
json device_token_view(const token_owner& owner, const store::device_token& token);
/// {id, discarded_at}
json discard_view(const token_owner& owner, const store::device_token& token);

}  // namespace carillon::api
