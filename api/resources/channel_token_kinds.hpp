// The kinds of tokens the API knows and what the payload of each must hold (rest-contract.md 2, "Channel
// tokens"). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/resources/outgoing_urls.hpp"
#include "api/schema.hpp"
#include "base/vocabulary.hpp"

namespace carillon::api {

struct channel_token_kind {
  provider via;
  channel reaches;
  std::string_view name;  ///< in operations: "save_<name>_token"
  std::string_view path;  ///< below /v2 and below /v2/users/{user_id}
  rule payload;
  std::vector<std::string_view> urls{};  ///< JSON pointers to URLs we shall call
};

/// Static, in the order of the contract's table.
const std::vector<channel_token_kind>& channel_token_kinds();
/// Static.
const channel_token_kind& channel_token_kind_of(provider via);

/// Complaints about URLs in a valid payload that must not be called.
complaints check_urls(const channel_token_kind& kind, const json& payload, const outgoing_urls& allowed);

}  // namespace carillon::api
