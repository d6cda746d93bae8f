#include "queue/retention.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::string_view entries_a_call = "1000";
constexpr std::string_view jobs_a_call = "100";
constexpr std::size_t broadcasts_a_call = 64;

std::uint64_t parse_bits(std::string_view text) {
  std::uint64_t bits = 0;
  std::from_chars(text.data(), text.data() + text.size(), bits);
  return bits;
}

/// Does a stream's first entry date from before `oldest`? `reply` is XRANGE's.
bool is_older(const net::redis_reply& reply, timestamp oldest) {
  if (reply.elements.empty() || reply.elements[0].elements.empty()) return false;
  const std::string_view id = reply.elements[0].elements[0].text;
  return parse_number(id.substr(0, id.find('-'))).value_or(0) < to_unix_ms(oldest);
}

/// Of two times of which 0 is none.
std::int64_t first_of(std::int64_t one, std::int64_t other) {
  return one == 0 || other == 0 ? std::max(one, other) : std::min(one, other);
}

void add(retention::removal& sum, const retention::removal& part) {
  sum.removed += part.removed;
  sum.is_complete = sum.is_complete && part.is_complete;
}

}  // namespace

retention::retention(net::redis& redis, keys names, const script_set& scripts)
    : redis_(redis), keys_(std::move(names)), scripts_(scripts) {}

task<result<retention::trimming>> retention::trim_events(project_id project, timestamp oldest,
                                                         std::vector<tail_cursors> followers) {
  // Most streams have nothing to trim, most of the time: look first, all at once.
  std::vector<net::redis_command> commands;
  for (unsigned p = 0; p < partition_count; ++p) {
    const auto stream = keys_.events(static_cast<partition>(p), project);
    commands.push_back({"XRANGE", stream, "-", "+", "COUNT", "1"});
  }
  auto replies = co_await redis_.pipeline(std::move(commands));
  trimming sum;
  sum.missed_ms.resize(followers.size());
  for (unsigned p = 0; p < partition_count; ++p) {
    auto first = require_array(std::move(replies[p]), 0);
    if (!first) co_return first.error();
    if (!is_older(*first, oldest)) continue;
    const auto trimmed = co_await trim_stream(project, static_cast<partition>(p), oldest, followers);
    if (!trimmed) co_return trimmed.error();
    add(sum, *trimmed);
    for (std::size_t each = 0; each < followers.size(); ++each)
      sum.missed_ms[each] = first_of(sum.missed_ms[each], trimmed->missed_ms[each]);
  }
  co_return sum;
}

task<result<retention::trimming>> retention::trim_stream(project_id project, partition where,
                                                         timestamp oldest,
                                                         const std::vector<tail_cursors>& followers) {
  std::vector<std::string> names = {keys_.events(where, project)};
  std::vector<std::string> args = {std::to_string(to_unix_ms(oldest)), std::string(entries_a_call)};
  for (const auto& each : followers) args.push_back(start_behind(each[where]));
  auto outcome = co_await redis_.call(scripts_.prune_events, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 2 + followers.size());
  if (!reply) co_return reply.error();
  trimming done;
  done.removed = static_cast<std::uint64_t>(reply->elements[1].integer);
  done.is_complete = reply->elements[0].integer == 1;
  for (std::size_t each = 0; each < followers.size(); ++each)
    done.missed_ms.push_back(reply->elements[2 + each].integer);
  co_return done;
}

task<result<retention::removal>> retention::prune_broadcasts(project_id project, timestamp oldest) {
  std::vector<net::redis_command> commands;
  const auto before = "(" + std::to_string(to_unix_us(oldest));
  for (unsigned p = 0; p < partition_count; ++p) {
    commands.push_back({"ZCOUNT", keys_.broadcast_index(static_cast<partition>(p), project), "-inf", before});
  }
  auto replies = co_await redis_.pipeline(std::move(commands));
  removal sum;
  for (unsigned p = 0; p < partition_count; ++p) {
    auto count = net::require_success(std::move(replies[p]));
    if (!count) co_return count.error();
    if (count->integer == 0) continue;
    const auto pruned = co_await prune_partition(project, static_cast<partition>(p), oldest);
    if (!pruned) co_return pruned.error();
    add(sum, *pruned);
  }
  co_return sum;
}

task<result<retention::removal>> retention::prune_partition(project_id project, partition where,
                                                            timestamp oldest) {
  const auto before = "(" + std::to_string(to_unix_us(oldest));
  removal sum;
  std::int64_t skip = 0;  // what has to stay: unfinished ones
  while (sum.removed < broadcasts_a_call) {
    net::redis_command command{"ZRANGEBYSCORE", keys_.broadcast_index(where, project), "-inf", before,
                               "LIMIT"};
    command.add(skip).add(static_cast<std::int64_t>(broadcasts_a_call));
    auto outcome = co_await redis_.call(std::move(command));
    auto page = require_array(std::move(outcome), 0);
    if (!page) co_return page.error();
    std::vector<broadcast_id> ids;
    for (const auto& member : page->elements) {
      const auto id = uuid::from_raw(member.text);
      if (!id) co_return id.error();
      ids.push_back({*id});
    }
    if (ids.empty()) co_return sum;
    const auto seen = static_cast<std::int64_t>(ids.size());
    auto processed = co_await processed_among(std::move(ids));
    if (!processed) co_return processed.error();
    std::int64_t removed = 0;
    for (const auto& each : *processed) {
      const auto are_jobs_gone = co_await prune_jobs(each);
      if (!are_jobs_gone) co_return are_jobs_gone.error();
      if (!*are_jobs_gone) continue;
      const auto is_gone = co_await prune_record(project, each.id, oldest);
      if (!is_gone) co_return is_gone.error();
      if (*is_gone) ++removed;
    }
    sum.removed += static_cast<std::uint64_t>(removed);
    skip += seen - removed;
  }
  sum.is_complete = false;
  co_return sum;
}

task<result<std::vector<retention::candidate>>> retention::processed_among(std::vector<broadcast_id> ids) {
  std::vector<net::redis_command> commands;
  for (const auto& id : ids) commands.push_back({"HMGET", keys_.broadcast(id), "st", "parts"});
  auto replies = co_await redis_.pipeline(std::move(commands));
  std::vector<candidate> found;
  for (std::size_t index = 0; index < ids.size(); ++index) {
    auto fields = require_array(std::move(replies[index]), 2);
    if (!fields) co_return fields.error();
    const auto& stage = fields->elements[0];
    // Without a record only its place in the index is left to remove.
    if (stage.is_nil() || stage.text == "processed")
      found.push_back({ids[index], parse_bits(fields->elements[1].text)});
  }
  co_return found;
}

task<result<bool>> retention::prune_jobs(candidate what) {
  for (std::uint64_t rest = what.partitions; rest != 0; rest &= rest - 1) {
    const auto where = static_cast<partition>(std::countr_zero(rest));
    std::int64_t progress = 0;
    while (progress == 0) {
      std::vector<std::string> names = {keys_.counters(where, what.id)};
      std::vector<std::string> args = {keys_.of_partition(where), short_id(what.id.value),
                                       std::string(jobs_a_call)};
      auto outcome = co_await redis_.call(scripts_.prune_jobs, std::move(names), std::move(args));
      auto reply = require_array(std::move(outcome), 2);
      if (!reply) co_return reply.error();
      progress = reply->elements[0].integer;
    }
    if (progress < 0) co_return false;
  }
  co_return true;
}

task<result<bool>> retention::prune_record(project_id project, broadcast_id id, timestamp oldest) {
  std::vector<std::string> names = {keys_.broadcast(id), keys_.broadcast_index(home_of(id), project),
                                    keys_.broadcast_texts(id)};
  std::vector<std::string> args = {std::string(id.raw()), std::to_string(to_unix_us(oldest))};
  auto outcome = co_await redis_.call(scripts_.prune_broadcast, std::move(names), std::move(args));
  auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  co_return reply->integer >= 0;
}

}  // namespace carillon::queue
