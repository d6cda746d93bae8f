// How a workspace that a user installed gets another access token before its own ends: the two pure halves,
// and when. Who asks, and that nobody else does meanwhile, is the engine's. Any thread.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "net/wire.hpp"

namespace carillon::providers {

struct renewal {
  /// Its token ends soon, and another one can be had. `workspace` is as it was saved, with `expires_at` (unix
  /// seconds) where its token ends.
  bool (*is_due)(const json& workspace, timestamp now) = nullptr;
  /// The request that asks, at the first of account::destinations(): fills `out`, cleared first. `config` is
  /// the integration of its app.
  void (*ask)(const json& config, const json& workspace, net::wire_request& out) = nullptr;
  /// The workspace as it is from now on. Errors, whose detail is the provider's word: configuration when it
  /// refuses for good, unavailable when it cannot for now.
  result<json> (*read)(const net::wire_response& response, const json& workspace) = nullptr;
};

}  // namespace carillon::providers
