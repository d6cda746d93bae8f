// Is this call one that a receiver of Standard Webhooks 1.0 takes? Written anew here: the sandbox shares no
// code with whoever signs. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "sandbox/incoming.hpp"

namespace carillon::sandbox {

/// "whsec_" (which may be absent) and base64, as the key it stands for. invalid_argument when it is none.
result<std::string> webhook_key(std::string_view secret);

/// The three headers there have to be, and a body of JSON. Empty: nothing is wrong.
std::string fault_of_call(const incoming& request, timestamp now);
/// One of its signatures is one of those keys'.
bool is_signed_by(const incoming& request, std::span<const std::string> keys);

}  // namespace carillon::sandbox
