// The end of a broadcast: all partitions planned, all jobs done, counters folded, one event.
#include <bit>
#include <charconv>

#include "base/json.hpp"
#include "queue/queue.hpp"
#include "queue/reply.hpp"
#include "queue/tally.hpp"

namespace carillon::queue {

task<result<bool>> queue::finish_broadcast(broadcast_id id) {
  auto outcome = co_await redis_.call({"HMGET", keys_.broadcast(id), "st", "parts", "t", "chs", "cx"});
  auto record = require_array(std::move(outcome), 5);
  if (!record) co_return record.error();
  const auto& fields = record->elements;
  if (fields[0].is_nil()) co_return error{errc::not_found, "no such broadcast"};
  if (fields[0].text == "processed") co_return true;
  if (fields[0].text != "planned") co_return false;
  const auto project = uuid::from_raw(fields[2].text);
  if (!project) co_return project.error();

  std::uint64_t partitions = 0;
  std::from_chars(fields[1].text.data(), fields[1].text.data() + fields[1].text.size(), partitions);
  std::vector<net::redis_command> commands;
  for (std::uint64_t rest = partitions; rest != 0; rest &= rest - 1) {
    commands.push_back({"HGETALL", keys_.counters(static_cast<partition>(std::countr_zero(rest)), id)});
  }
  auto replies = co_await run_all(std::move(commands));
  if (!replies) co_return replies.error();
  // Without channels it has no step, or an operator gave the plan up; cancelled, its planning stopped: then
  // what was made is all there is.
  const bool is_planned_through = !fields[3].text.empty() && fields[4].is_nil();
  tally sum;
  for (auto& reply : *replies) {
    const hash_fields counters(std::move(reply));
    // Per partition, not in the sum: a master that went back in time may have lost its share of the plan.
    if (is_planned_through && counters.number("planned") == 0) co_return false;
    if (counters.number("jobs") != counters.number("jobs_done")) co_return false;
    add_counters(sum, counters);
  }

  const auto progress = to_progress(sum);
  const json payload = {
      {"broadcast_id", id.to_string()}, {"total", progress.recipients}, {"failures", progress.failures()}};
  const partition home = home_of(id);
  std::vector<std::string> names = {keys_.broadcast(id), keys_.open_broadcasts(home),
                                    keys_.events(home, {*project})};
  std::vector<std::string> args = {std::string(id.raw()), dump_json(payload)};
  sum.try_emplace("r", 0);  // an empty broadcast folds something too: folded is what progress() looks for
  for (const auto& [name, value] : sum) {
    args.push_back(name);
    args.push_back(std::to_string(value));
  }
  auto finished = co_await redis_.call(scripts_.finish_broadcast, std::move(names), std::move(args));
  auto reply = net::require_success(std::move(finished));
  if (!reply) co_return reply.error();
  if (reply->integer == 1) co_await news_.tell({*project});
  co_return reply->integer >= 0;
}

}  // namespace carillon::queue
