// One question to Redis over a connection of its own, before the program's loops exist. Blocking; in main.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <functional>
#include <optional>

#include "net/redis/redis.hpp"
#include "net/task.hpp"

namespace carillon::app {

template <class Value>
result<Value> visit_redis(const net::redis_options& where,
                          const std::function<task<result<Value>>(net::redis&)>& ask) {
  asio::io_context context(1);
  const auto link = net::connect_redis(context, where);
  std::optional<result<Value>> found;
  asio::co_spawn(context, ask(*link), [&](const std::exception_ptr& thrown, result<Value> answer) {
    found = thrown ? result<Value>(error(errc::internal, "a question to Redis failed")) : std::move(answer);
    context.stop();
  });
  context.run();
  link->close();
  context.restart();
  context.poll();
  return std::move(*found);
}

}  // namespace carillon::app
