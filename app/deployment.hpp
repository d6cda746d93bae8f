// Which deployment a Redis holds. Its configuration has an id, and the data folder remembers it: a Redis that
// lost its data, or is another one behind the same address, is not taken for a new beginning.
#pragma once

#include <optional>
#include <string>

#include "config/settings.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::app {

/// The id in Redis, given and remembered at the first start. `configuration` when it is not the one
/// remembered for this address and prefix; says what to do. Blocking; in main.
result<std::string> recognise_deployment(const config::settings& settings, const net::redis_options& redis);

/// What is wrong with a Redis whose configuration has this id; nothing when it is `expected`.
std::optional<std::string> what_was_forgotten(const net::redis_reply& found, const std::string& expected);
/// Asks for it.
net::redis_command ask_for_deployment(const queue::keys& names);

}  // namespace carillon::app
