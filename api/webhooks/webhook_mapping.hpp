// Applies the mapping of webhook_broadcast.hpp to one webhook. Nobody reads the answer to a webhook, so one
// bad part does not lose the rest: recipients and optional texts that come to nothing are left out by name,
// long texts are cut. Pure, and long: off the loop.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::api {

/// What all texts of one mapping may cost together.
inline constexpr std::size_t most_mapping_work = 20'000'000;  ///< liquid::limits::max_work: some 20 ms
inline constexpr std::size_t most_mapping_output = 4 << 20;

struct mapped_broadcast {
  json body;  ///< for POST /broadcasts, valid
  /// [{"param", "reason", "template"?}]: what of the mapping is not in it, at most 20 of them told.
  json left_out = json::array();
};

/// None when `when` does not hold. invalid_argument when no broadcast is left, or a template that everybody
/// needs cannot be rendered. `variables`: the four above.
result<std::optional<mapped_broadcast>> broadcast_from(const json& mapping, const json& variables);

}  // namespace carillon::api
