// How commands find the Redis of a server that runs on the same data folder: the server leaves the address,
// mode 0600, beside its data. Whoever may read that file may read the data as well.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "net/redis/redis.hpp"

namespace carillon::app {

result<void> write_embedded_address(const std::string& data_dir, const net::redis_options& address);
/// Nothing when there is no file, or nobody answers there (a server that was killed leaves its file behind).
std::optional<net::redis_options> find_embedded_address(const std::string& data_dir);

}  // namespace carillon::app
