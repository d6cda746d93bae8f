#include "queue/listed_recipients.hpp"

#include <map>

namespace carillon::queue {

task<result<std::vector<event_row>>> resolve_listed(net::redis& redis, keys names,
                                                    std::vector<decoded_row> page) {
  std::map<std::string, std::string> lists;  // job key → packed list
  for (const auto& decoded : page) {
    if (!decoded.listed_job.empty()) lists[names.job(decoded.row.position.where, decoded.listed_job)];
  }
  std::vector<net::redis_command> commands;
  for (const auto& [key, list] : lists) commands.push_back({"HGET", key, "list"});
  auto replies = co_await redis.pipeline(std::move(commands));
  std::size_t next = 0;
  for (auto& [key, list] : lists) {
    auto reply = net::require_success(std::move(replies[next++]));
    if (!reply) co_return reply.error();
    list = std::move(reply->text);
  }
  std::vector<event_row> rows;
  for (auto& decoded : page) {
    if (!decoded.listed_job.empty()) {
      const auto& list = lists[names.job(decoded.row.position.where, decoded.listed_job)];
      const std::size_t at = std::size_t{4} * decoded.row.number;
      if (at + 4 > list.size()) continue;
      decoded.row.number = 0;
      for (std::size_t index = 4; index-- > 0;) {
        decoded.row.number = decoded.row.number << 8 | static_cast<unsigned char>(list[at + index]);
      }
    }
    rows.push_back(std::move(decoded.row));
  }
  co_return rows;
}

}  // namespace carillon::queue
