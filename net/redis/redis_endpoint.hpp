// What net/ calls the place of a Redis.
#pragma once

#include "config/redis_url.hpp"

namespace carillon::net {

using redis_endpoint = config::redis_url;

}  // namespace carillon::net
