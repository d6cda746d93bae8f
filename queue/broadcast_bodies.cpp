#include "queue/broadcast_bodies.hpp"

#include "queue/large_texts.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {

task<result<std::vector<std::optional<std::string>>>> broadcast_bodies(net::redis& redis, const keys& names,
                                                                       project_id project,
                                                                       std::vector<broadcast_id> ids) {
  std::vector<net::redis_command> commands;
  for (const auto& id : ids) commands.push_back({"HMGET", names.broadcast(id), "t", "body", "bp"});
  auto replies = co_await redis.pipeline(std::move(commands));
  std::vector<std::optional<std::string>> bodies;
  for (auto& outcome : replies) {
    auto reply = net::require_success(std::move(outcome));
    if (!reply) co_return reply.error();
    auto& fields = reply->elements;
    auto& body = bodies.emplace_back();
    if (fields.size() != 3 || fields[0].text != project.raw()) continue;
    body = std::move(fields[1].text);
    const auto pieces = integer_in(fields[2]);
    if (pieces <= 0) continue;
    auto whole = co_await text_in_pieces(redis, names.broadcast_texts(ids[bodies.size() - 1]),
                                         large_text::body, static_cast<std::size_t>(pieces));
    if (whole) {
      body = std::move(*whole);
    } else if (whole.error().code == errc::not_found) {
      body.reset();
    } else {
      co_return whole.error();
    }
  }
  co_return bodies;
}

}  // namespace carillon::queue
