// overrides.providers.web_push: ttl, urgency and topic become headers (RFC 8030 5), whatever their case; the
// others go into the payload. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers::web_push {

inline constexpr std::int64_t longest_ttl =
    2'419'200;  ///< seconds, four weeks: the least of the services' most

/// Headers an override asks for.
struct header_overrides {
  std::optional<std::int64_t> ttl;
  std::string urgency;  ///< empty: not asked for
  std::string topic;    ///< likewise
};

/// True iff the key is meant for the headers.
bool is_header_name(std::string_view key) noexcept;
/// Reads the headers; the first that no push service could take. `given` is an object.
override_check read_headers(const json& given, header_overrides& into);
/// The same, for nothing but the fault.
override_check check_override(const json& given);

}  // namespace carillon::providers::web_push
