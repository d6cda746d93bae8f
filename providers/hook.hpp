// Addresses that are URLs, the secret in their path: incoming webhooks of Slack and Teams, endpoints. Pure;
// any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "providers/destination.hpp"

namespace carillon::providers {

/// Its origin, called for an end user. invalid_argument, never quoting the URL, unless it is https.
result<destination> hook_destination(std::string_view url);
/// The path and query as they were given.
result<std::string> hook_path(std::string_view url);

}  // namespace carillon::providers
