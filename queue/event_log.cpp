#include "queue/event_log.hpp"

#include <algorithm>
#include <iterator>

#include "base/damaged_row.hpp"
#include "queue/event_entry.hpp"
#include "queue/listed_recipients.hpp"
#include "queue/partition_merge.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::int64_t fewest_entries = 1;
constexpr std::int64_t most_entries = 64;
/// Of reading further for rows of pruned jobs: of those there may be as many as a project has events.
constexpr unsigned most_log_rounds = 16;

/// Where a partition's part of a page begins: past every entry that cannot hold a row beyond `start`, for
/// each of them would cost a row's decoding, and an answer without any another round. take() leaves out what
/// of the entry at `start` itself was shown. Within a millisecond partitions come one after the other.
std::string first_bound(partition p, const std::optional<event_position>& start, bool is_forward) {
  if (!start) return is_forward ? "-" : "+";
  if (p == start->where) return to_entry_id(*start);
  if (is_forward) return std::to_string(p > start->where ? start->time_ms : start->time_ms + 1);
  if (p < start->where) return std::to_string(start->time_ms);  // as an end: with all of that millisecond
  return "(" + std::to_string(start->time_ms) + "-0";
}

/// Walks one partition's stream; asks for twice as many entries each time it has to be asked again.
struct stream_walk {
  std::string bound;  ///< where to go on
  std::int64_t count = fewest_entries;

  result<void> take(const net::redis_reply& reply, partition p, bool is_forward,
                    const std::optional<event_position>& start, merge_source<decoded_row>& source) {
    for (const auto& entry : reply.elements) {
      if (entry.elements.empty()) return error{errc::corrupted, "an event stream's entry has no id"};
      bound = "(" + entry.elements[0].text;
      auto rows = decode_entry(entry, p);
      if (!rows) {
        leave_out("event", entry.elements[0].text, rows.error());
        continue;
      }
      if (!is_forward) std::reverse(rows->begin(), rows->end());
      for (auto& row : *rows) {
        const auto& position = row.row.position;
        if (start && (is_forward ? position <= *start : position >= *start)) continue;
        source.rows.push_back(std::move(row));
      }
    }
    source.is_exhausted = static_cast<std::int64_t>(reply.elements.size()) < count;
    count = std::min(count * 2, most_entries);
    return {};
  }
};

/// Where a page of a project's events begins, and which way it goes.
struct log_start {
  project_id project;
  std::optional<event_position> beyond;
  bool is_forward = false;
};

/// In the direction asked for.
task<result<std::vector<decoded_row>>> rows_beyond(net::redis& redis, keys names, log_start from,
                                                   std::size_t limit) {
  std::vector<stream_walk> walks(partition_count);
  for (unsigned p = 0; p < partition_count; ++p)
    walks[p].bound = first_bound(static_cast<partition>(p), from.beyond, from.is_forward);
  const auto ask = [&](partition p) {
    net::redis_command command{from.is_forward ? "XRANGE" : "XREVRANGE", names.events(p, from.project),
                               walks[p].bound, from.is_forward ? "+" : "-", "COUNT"};
    command.add(walks[p].count);
    return command;
  };
  const auto take = [&](partition p, const net::redis_reply& reply, merge_source<decoded_row>& source) {
    return walks[p].take(reply, p, from.is_forward, from.beyond, source);
  };
  const auto is_before = [&](const decoded_row& a, const decoded_row& b) {
    return from.is_forward ? a.row.position < b.row.position : a.row.position > b.row.position;
  };
  auto page = co_await merge_partitions<decoded_row>(redis, limit, ask, take, is_before);
  co_return page;
}

}  // namespace

task<result<event_log::listing>> event_log::page(project_id project, std::optional<event_position> older_than,
                                                 std::optional<event_position> newer_than,
                                                 std::size_t limit) {
  const bool is_forward = newer_than.has_value();
  auto start = is_forward ? newer_than : older_than;
  listing out;
  for (unsigned round = 1; out.rows.size() < limit; ++round) {
    const auto wanted = limit - out.rows.size();
    auto decoded = co_await rows_beyond(redis_, keys_, {project, start, is_forward}, wanted);
    if (!decoded) co_return decoded.error();
    if (decoded->empty()) break;
    const bool is_all = decoded->size() < wanted;
    start = decoded->back().row.position;
    auto rows = co_await resolve_listed(redis_, keys_, std::move(*decoded));
    if (!rows) co_return rows.error();
    std::ranges::move(*rows, std::back_inserter(out.rows));
    if (is_all) break;
    if (round == most_log_rounds && out.rows.size() < limit) {
      out.cut_at = start;
      break;
    }
  }
  if (is_forward) std::ranges::reverse(out.rows);
  co_return out;
}

task<result<event_row>> event_log::find(project_id project, event_position position) {
  const error absent{errc::not_found, "no such event"};
  if (position.where >= partition_count) co_return absent;
  const auto id = to_entry_id(position);
  auto outcome = co_await redis_.call({"XRANGE", keys_.events(position.where, project), id, id});
  auto reply = require_array(std::move(outcome), 0);
  if (!reply) co_return reply.error();
  if (reply->elements.empty()) co_return absent;
  auto decoded = decode_entry(reply->elements[0], position.where);
  if (!decoded) co_return decoded.error();
  std::erase_if(*decoded, [&](const decoded_row& row) { return row.row.position != position; });
  auto rows = co_await resolve_listed(redis_, keys_, std::move(*decoded));
  if (!rows) co_return rows.error();
  if (rows->empty()) co_return absent;
  co_return std::move(rows->front());
}

task<result<event_position>> event_log::append(project_id project, event_name kind, std::string payload,
                                               broadcast_id about) {
  const auto where = partition_of_text(project.raw());
  net::redis_command command{"XADD", keys_.events(where, project), "*", "k", kind.text(), "p", payload};
  if (!about.value.is_nil()) {
    command.add("b");
    command.add(about.raw());
  }
  std::vector<net::redis_command> both;
  both.push_back(std::move(command));
  both.push_back({"PUBLISH", keys_.news_channel(project), ""});
  auto replies = co_await redis_.pipeline(std::move(both));
  auto reply = net::require_success(std::move(replies[0]));
  if (!reply) co_return reply.error();
  co_return parse_entry_id(reply->text, where);
}

}  // namespace carillon::queue
