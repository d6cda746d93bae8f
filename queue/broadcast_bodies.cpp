#include "queue/broadcast_bodies.hpp"

namespace carillon::queue {

task<result<std::vector<std::optional<std::string>>>> broadcast_bodies(net::redis& redis, const keys& names,
                                                                       project_id project,
                                                                       std::vector<broadcast_id> ids) {
  std::vector<net::redis_command> commands;
  for (const auto& id : ids) commands.push_back({"HMGET", names.broadcast(id), "t", "body"});
  auto replies = co_await redis.pipeline(std::move(commands));
  std::vector<std::optional<std::string>> bodies;
  for (auto& outcome : replies) {
    auto reply = net::require_success(std::move(outcome));
    if (!reply) co_return reply.error();
    auto& fields = reply->elements;
    auto& body = bodies.emplace_back();
    if (fields.size() == 2 && fields[0].text == project.raw()) body = std::move(fields[1].text);
  }
  co_return bodies;
}

}  // namespace carillon::queue
