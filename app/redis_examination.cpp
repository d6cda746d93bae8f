#include "app/redis_examination.hpp"

#include "app/redis_visit.hpp"
#include "base/log.hpp"
#include "net/redis/redis_inspect.hpp"

namespace carillon::app {

result<void> examine_redis(const net::redis_options& where) {
  const auto found =
      visit_redis<net::redis_facts>(where, [](net::redis& link) { return net::inspect_redis(link); });
  if (!found) return found.error();
  for (const auto& warning : found->warnings) log::warn("redis_warning", warning);
  log::info("redis_examined", "this Redis may hold the queue",
            {{"redis_version", found->version}, {"durability", net::to_string(found->durability)}});
  return {};
}

}  // namespace carillon::app
