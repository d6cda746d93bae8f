#include "net/redis/redis_memory.hpp"

#include <charconv>

namespace carillon::net {
namespace {

/// Of a line "name:value"; 0 where there is none.
std::uint64_t number_of(std::string_view info, std::string_view name) {
  for (auto at = info.find(name); at != std::string_view::npos; at = info.find(name, at + 1)) {
    const bool begins_line = at == 0 || info[at - 1] == '\n';
    const auto value = info.substr(at + name.size());
    if (!begins_line || !value.starts_with(':')) continue;
    std::uint64_t number = 0;
    std::from_chars(value.data() + 1, value.data() + value.size(), number);
    return number;
  }
  return 0;
}

}  // namespace

redis_memory parse_redis_memory(std::string_view info) {
  const auto all = number_of(info, "used_memory");
  // What waits for replicas and for the append-only file: no write is refused for it.
  const auto uncounted = number_of(info, "mem_not_counted_for_evict");
  return {.used = all > uncounted ? all - uncounted : 0, .limit = number_of(info, "maxmemory")};
}

task<result<redis_memory>> measure_redis_memory(redis& client) {
  const auto info = require_success(co_await client.call({"INFO", "memory"}));
  if (!info) co_return info.error();
  co_return parse_redis_memory(info->text);
}

}  // namespace carillon::net
