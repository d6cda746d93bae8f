// The kinds of tokens the API knows and what the payload of each must hold (rest-contract.md 2, "Channel
// tokens"): the inbox's, and those of the providers, from their catalogue. Pure.
#pragma once

#include <span>
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
  std::string path;       ///< below /v2 and below /v2/users/{user_id}
  rule payload;
  std::span<const std::string_view> urls{};  ///< JSON pointers to URLs we shall call
};

/// Static, the inbox's first, then by the providers' numbers.
const std::vector<channel_token_kind>& channel_token_kinds();
/// Static. Only of a provider that has one; any other is a bug, and ends the process.
const channel_token_kind& channel_token_kind_of(provider via);

/// Complaints about URLs in a valid payload that must not be called.
complaints check_urls(const channel_token_kind& kind, const json& payload, const outgoing_urls& allowed);

}  // namespace carillon::api
