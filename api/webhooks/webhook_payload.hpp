// The JSON of a webhook's body. Services send up to 25 MB of it, of which a template reads a few names: small
// bodies are kept whole, of large ones what a template can make use of. Pure.
#pragma once

#include <string_view>

#include "api/http/problem.hpp"

namespace carillon::api {

/// A body up to this size is kept, and answered with, whole.
inline constexpr std::size_t whole_payload = 1 << 20;
/// Of a larger one: members of one object, elements of one array, bytes of one text…
inline constexpr std::size_t most_kept_members = 1000;
inline constexpr std::size_t most_kept_text = 64 * 1024;
/// …and values within arrays, together; outside of arrays as many again.
inline constexpr std::size_t most_kept_values = 100'000;

/// 400 when it is no object, or no JSON, of whatever size.
checked<json> read_webhook_object(std::string_view body);

}  // namespace carillon::api
