// What cannot be sent of an override: overrides.providers.<provider>, which a broadcast's author writes and
// the provider's request takes in. Found by each provider's override.cpp; read by the API when a broadcast is
// accepted and by the request templates before anything is sent. Pure; any thread.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace carillon::providers {

struct override_fault {
  std::string field;  ///< below the override: "apns-collapse-id", "android.ttl"; empty: the override itself
  std::string what;   ///< fits behind "Param 'x' ": "should have 1 to 64 bytes"
};
using override_check = std::optional<override_fault>;

/// True iff the text can stand in a header: no control characters, which nothing of ours needs, and no white
/// space at its ends (RFC 9113 8.2.1).
constexpr bool is_header_text(std::string_view value) noexcept {
  if (value.starts_with(' ') || value.ends_with(' ')) return false;
  return std::ranges::none_of(value, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

}  // namespace carillon::providers
