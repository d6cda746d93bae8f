// The overrides of all providers as the API names them: how large each may be, and which grammar its fields
// have. Checked when a broadcast is accepted, and again before it is sent, as a record may be older than a
// rule. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/json.hpp"
#include "base/vocabulary.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers {

struct override_kind {
  std::string_view name;   ///< the key in overrides.providers: "apns", "ios"
  provider via;            ///< none: of no provider we shall have
  std::size_t most_bytes;  ///< as compact JSON
};

/// Static: the keys of the seed's and of the newer clients.
std::span<const override_kind> override_kinds() noexcept;

/// The first thing that cannot be sent. `given` is the override, an object. Costs no more than its bound,
/// however large it is.
override_check check_override(const override_kind& kind, const json& given);
/// The same by provider, whatever the key was.
override_check check_override(provider via, const json& given);

}  // namespace carillon::providers
