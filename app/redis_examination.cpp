#include "app/redis_examination.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>

#include "base/log.hpp"
#include "net/redis_inspect.hpp"

namespace carillon::app {

result<void> examine_redis(const net::redis_options& where) {
  asio::io_context context(1);
  const auto link = net::connect_redis(context, where);
  std::optional<result<net::redis_facts>> found;
  asio::co_spawn(context, net::inspect_redis(*link),
                 [&](const std::exception_ptr&, result<net::redis_facts> facts) {
                   found = std::move(facts);
                   context.stop();
                 });
  context.run();
  link->close();
  context.restart();
  context.poll();
  if (!*found) return found->error();
  const auto& facts = **found;
  for (const auto& warning : facts.warnings) log::warn("redis_warning", warning);
  log::info("redis_examined", "this Redis may hold the queue",
            {{"redis_version", facts.version}, {"durability", net::to_string(facts.durability)}});
  return {};
}

}  // namespace carillon::app
