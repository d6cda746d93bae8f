// The master keys a process starts with, and whether they are those of the Redis it talks to. In main, before
// any other thread; nothing is written before Redis was asked.
#pragma once

#include <string>

#include "config/settings.hpp"
#include "net/redis/redis.hpp"
#include "store/keyring.hpp"

namespace carillon::app {

/// `<data_dir>/master.key` unless the settings name another.
std::string master_key_file(const config::settings& settings);

/// Those that are there. Without the current one `current` is empty: it may be made, unless it was named.
result<store::master_keys> read_master_keys(const config::settings& settings);

/// After Redis answers. Makes the current key when it is missing and Redis holds nothing that another one
/// wrapped. `configuration` when Redis' keys are wrapped by a key that is not here: which, and what helps.
result<void> settle_master_keys(const config::settings& settings, const net::redis_options& redis,
                                store::master_keys& keys);

}  // namespace carillon::app
