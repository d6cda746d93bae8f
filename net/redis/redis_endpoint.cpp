#include "net/redis/redis_endpoint.hpp"

#include "net/redis/redis.hpp"

namespace carillon::net {

result<redis_options> parse_redis_url(std::string_view url) {
  auto endpoint = redis_endpoint::parse(url);
  if (!endpoint) return endpoint.error();
  redis_options options;
  options.url = endpoint->to_url();
  options.username = std::move(endpoint->username);
  options.password = std::move(endpoint->password);
  return options;
}

}  // namespace carillon::net
