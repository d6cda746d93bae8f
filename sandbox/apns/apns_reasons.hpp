// Every refusal APNs documents, as data: the number picks it from outside (a device token that starts with
// `eeeeee` and the number), the reason picks it from inside. Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "base/clock.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

struct apns_reason {
  int number;  ///< two decimal digits, stable for ever: tests and demos have them in their tokens
  int status;
  std::string_view reason;
};

/// A device token with this prefix and a row's two digits is answered with that row.
inline constexpr std::string_view apns_canned_prefix = "eeeeee";

std::span<const apns_reason> apns_reasons() noexcept;
/// Null when there is none.
const apns_reason* find_apns_reason(std::string_view reason) noexcept;
const apns_reason* find_apns_reason(int number) noexcept;
/// The first row of that status; null when no row has it.
const apns_reason* first_apns_reason(int status) noexcept;

/// The error answer, body as Apple writes it. A 410 tells since when the token is dead (ms, here
/// `dead_since`).
answer make_apns_refusal(int status, std::string_view reason, timestamp dead_since);

}  // namespace carillon::sandbox
