#include "queue/cancellation.hpp"

#include <bit>
#include <charconv>

#include "base/json.hpp"
#include "queue/reply.hpp"
#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {

const net::redis_script cancel_script("cancel", scripts::cancel);
const net::redis_script hasten_script("hasten", scripts::hasten);
constexpr std::string_view told = "cancelled:";
constexpr std::string_view jobs_a_call = "200";

}  // namespace

std::optional<broadcast_id> cancelled_in(std::string_view message) {
  if (!message.starts_with(told)) return std::nullopt;
  const auto id = parse_short_id(message.substr(told.size()));
  return id ? std::optional(broadcast_id{*id}) : std::nullopt;
}

task<result<cancel_outcome>> cancellation::cancel(project_id project, broadcast_id broadcast) {
  const auto home = home_of(broadcast);
  std::vector<std::string> names = {keys_.broadcast(broadcast), keys_.events(home, project)};
  std::vector<std::string> args = {std::string(project.raw()), std::string(broadcast.raw()),
                                   dump_json({{"broadcast_id", broadcast.to_string()}}),
                                   keys_.project_channel(project),
                                   std::string(told) + short_id(broadcast.value)};
  auto outcome = co_await redis_.call(cancel_script, std::move(names), std::move(args));
  const auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  if (reply->integer == -2) co_return error(errc::not_found, "no such broadcast");
  if (reply->integer == -1) co_return cancel_outcome::processed;
  co_return reply->integer == 1 ? cancel_outcome::cancelled : cancel_outcome::before;
}

task<result<project_id>> cancellation::owner_of(broadcast_id broadcast) {
  auto outcome = co_await redis_.call({"HGET", keys_.broadcast(broadcast), "t"});
  const auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  const auto project = uuid::from_raw(reply->text);
  if (!project) co_return error(errc::not_found, "no such broadcast");
  co_return project_id{*project};
}

task<result<bool>> cancellation::is_cancelled(broadcast_id broadcast) {
  auto outcome = co_await redis_.call({"HGET", keys_.broadcast(broadcast), "cx"});
  const auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  co_return !reply->is_nil();
}

task<result<bool>> cancellation::hasten(broadcast_id broadcast) {
  auto outcome = co_await redis_.call({"HMGET", keys_.broadcast(broadcast), "cx", "st", "parts", "chs", "t"});
  const auto record = require_array(std::move(outcome), 5);
  if (!record) co_return record.error();
  const auto& fields = record->elements;
  if (fields[0].is_nil()) co_return false;
  if (fields[1].text != "planned") co_return true;
  std::uint64_t partitions = 0;
  std::from_chars(fields[2].text.data(), fields[2].text.data() + fields[2].text.size(), partitions);
  std::string_view channels = fields[3].text;
  while (!channels.empty()) {
    const auto comma = std::min(channels.find(','), channels.size());
    const std::string channel(channels.substr(0, comma));
    channels.remove_prefix(std::min(comma + 1, channels.size()));
    for (std::uint64_t rest = partitions; rest != 0; rest &= rest - 1) {
      const auto where = static_cast<partition>(std::countr_zero(rest));
      const auto hastened = co_await hasten_channel(broadcast, fields[4].text, channel, where);
      if (!hastened) co_return hastened.error();
    }
  }
  co_return true;
}

task<result<void>> cancellation::hasten_channel(broadcast_id broadcast, std::string project,
                                                std::string channel, partition where) {
  std::string place;
  do {
    std::vector<std::string> names = {keys_.counters(where, broadcast), keys_.due(where),
                                      keys_.parked(where)};
    std::vector<std::string> args = {keys_.of_partition(where),
                                     short_id(broadcast.value),
                                     channel,
                                     place,
                                     std::string(jobs_a_call),
                                     project,
                                     keys_.wake_channel(where),
                                     std::to_string(where)};
    auto outcome = co_await redis_.call(hasten_script, std::move(names), std::move(args));
    auto reply = require_array(std::move(outcome), 2);
    if (!reply) co_return reply.error();
    place = reply->elements[1].text;
  } while (!place.empty());
  co_return result<void>();
}

}  // namespace carillon::queue
