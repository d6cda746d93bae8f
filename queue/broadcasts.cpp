// Reading broadcasts back: one, its progress, a page of a project's.
#include <span>

#include "base/damaged_row.hpp"
#include "queue/large_texts.hpp"
#include "queue/partition_merge.hpp"
#include "queue/queue.hpp"
#include "queue/reply.hpp"
#include "queue/tally.hpp"

namespace carillon::queue {
namespace {

constexpr std::size_t rows_asked_for = 8;
/// Of reading further for what was left out of a page: then it is cut, however damaged the rest may be.
constexpr unsigned most_list_rounds = 16;

using stage = broadcast_record::stage;

stage parse_stage(std::string_view text) {
  if (text == "processed") return stage::processed;
  return text == "planned" ? stage::planned : stage::accepted;
}

std::vector<channel> parse_channels(std::string_view text) {
  std::vector<channel> channels;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (const auto number = parse_number(text.substr(0, comma)))
      channels.push_back(static_cast<channel>(*number));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return channels;
}

result<broadcast_record> to_record(broadcast_id id, const hash_fields& fields) {
  const auto project = uuid::from_raw(fields.text("t"));
  if (!project) return error{errc::corrupted, "broadcast " + id.to_string() + " names no project"};
  broadcast_record record;
  record.id = id;
  record.project = {*project};
  record.request_hash = fields.text("h");
  record.body = fields.text("body");
  record.recipients = fields.text("rcpt");
  record.created = from_unix_us(fields.number("cr"));
  record.expires_ms = fields.number("ex");
  record.urgency = parse_lane(fields.text("ln"));
  record.trace = fields.text("tr");
  record.state = parse_stage(fields.text("st"));
  record.steps = fields.text("steps");
  record.channels = parse_channels(fields.text("chs"));
  record.errors = fields.text("err");
  if (const auto cancelled = fields.number("cx"); cancelled > 0) record.cancelled = from_unix_us(cancelled);
  if (const auto processed = fields.number("pr"); processed > 0) record.processed = from_unix_us(processed);
  if (const auto folded = folded_counters(fields); !folded.empty()) record.ended_with = to_progress(folded);
  return record;
}

/// Of a record's texts: HSTRLEN of both, and the bytes of those that rest in pieces.
std::size_t size_in(std::span<const net::redis_reply> measured) {
  auto bytes = measured[0].integer + measured[1].integer;
  for (const auto& counted : measured[2].elements) bytes += integer_in(counted);
  return static_cast<std::size_t>(bytes);
}

/// A place in a project's index.
struct indexed {
  std::int64_t created_us;
  broadcast_id id;
  auto operator<=>(const indexed&) const = default;
};

/// Walks one partition's index in one direction, row by row, whatever is added meanwhile.
struct index_walk {
  std::size_t skip = 0;         ///< rows of the range already seen
  std::optional<indexed> last;  ///< strictly beyond this

  result<void> take(const net::redis_reply& reply, bool is_forward, merge_source<indexed>& source) {
    const auto& found = reply.elements;
    for (std::size_t index = 0; index + 1 < found.size(); index += 2) {
      const auto id = uuid::from_raw(found[index].text);
      if (!id) {
        leave_out("broadcast", {}, {errc::corrupted, "a project's index of broadcasts holds something else"});
        continue;
      }
      const indexed row{integer_in(found[index + 1]), {*id}};
      if (last && (is_forward ? row <= *last : row >= *last)) continue;
      last = row;
      source.rows.push_back(row);
    }
    skip += found.size() / 2;
    source.is_exhausted = found.size() / 2 < rows_asked_for;
    return {};
  }
};

/// Where a page of a project's broadcasts begins, and which way it goes.
struct list_start {
  project_id project;
  std::optional<queue::position> beyond;
  bool is_forward = false;
};

/// In the direction asked for.
task<result<std::vector<queue::position>>> places_beyond(net::redis& redis, keys names, list_start from,
                                                         std::size_t limit) {
  std::vector<index_walk> walks(partition_count);
  if (from.beyond) {
    for (auto& walk : walks) walk.last = indexed{from.beyond->created_us, from.beyond->id};
  }
  const char* const unbounded = from.is_forward ? "-inf" : "+inf";
  const std::string bound = from.beyond ? std::to_string(from.beyond->created_us) : unbounded;
  const auto ask = [&](partition p) {
    net::redis_command command{from.is_forward ? "ZRANGEBYSCORE" : "ZREVRANGEBYSCORE",
                               names.broadcast_index(p, from.project),
                               bound,
                               from.is_forward ? "+inf" : "-inf",
                               "WITHSCORES",
                               "LIMIT"};
    command.add(static_cast<std::int64_t>(walks[p].skip)).add(static_cast<std::int64_t>(rows_asked_for));
    return command;
  };
  const auto take = [&](partition p, const net::redis_reply& reply, merge_source<indexed>& source) {
    return walks[p].take(reply, from.is_forward, source);
  };
  const auto is_before = [&](const indexed& a, const indexed& b) { return from.is_forward ? a < b : a > b; };
  const auto page = co_await merge_partitions<indexed>(redis, limit, ask, take, is_before);
  if (!page) co_return page.error();
  std::vector<queue::position> places;
  for (const auto& row : *page) places.push_back({row.created_us, row.id});
  co_return places;
}

}  // namespace

task<result<broadcast_record>> queue::find(project_id project, broadcast_id id) {
  auto outcome = co_await redis_.call({"HGETALL", keys_.broadcast(id)});
  auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  const hash_fields fields(std::move(*reply));
  if (fields.is_empty() || fields.text("t") != project.raw()) {
    co_return error{errc::not_found, "no such broadcast"};
  }
  auto record = to_record(id, fields);
  if (!record) co_return record.error();
  const auto filled = co_await fill_texts(*record, fields);
  if (!filled) co_return filled.error();
  co_return record;
}

/// What the record has no room for.
task<result<void>> queue::fill_texts(broadcast_record& record, const hash_fields& fields) {
  for (const auto which : {large_text::body, large_text::recipients}) {
    const auto pieces = fields.number(which == large_text::body ? "bp" : "rp");
    if (pieces <= 0) continue;
    auto text = co_await text_in_pieces(redis_, keys_.broadcast_texts(record.id), which,
                                        static_cast<std::size_t>(pieces));
    if (!text) co_return text.error();
    (which == large_text::body ? record.body : record.recipients) = std::move(*text);
  }
  co_return result<void>();
}

task<result<broadcast_progress>> queue::progress(broadcast_id id) {
  std::vector<net::redis_command> commands;
  commands.push_back({"HGETALL", keys_.broadcast(id)});
  for (unsigned p = 0; p < partition_count; ++p) {
    commands.push_back({"HGETALL", keys_.counters(static_cast<partition>(p), id)});
  }
  auto outcome = co_await run_all(std::move(commands));
  if (!outcome) co_return outcome.error();
  const hash_fields record(std::move(outcome->front()));
  if (record.is_empty()) co_return error{errc::not_found, "no such broadcast"};
  tally live;
  std::map<provider, holding> held;
  std::uint64_t planned_partitions = 0;
  for (std::size_t index = 1; index < outcome->size(); ++index) {
    const hash_fields counters(std::move((*outcome)[index]));
    if (counters.number("planned") != 0) ++planned_partitions;
    add_counters(live, counters);
    add_holdings(held, counters);
  }
  const tally folded = folded_counters(record);
  auto progress = to_progress(folded.empty() ? live : folded);
  if (folded.empty()) progress.held = std::move(held);
  progress.planned_partitions = planned_partitions;
  co_return progress;
}

task<result<queue::listing>> queue::list(project_id project, std::optional<position> older_than,
                                         std::optional<position> newer_than, std::size_t limit,
                                         std::size_t most_bytes) {
  const bool is_forward = newer_than.has_value();
  auto start = is_forward ? newer_than : older_than;
  listing out;
  std::size_t bytes = 0;
  for (unsigned round = 1; out.rows.size() < limit; ++round) {
    const auto wanted = limit - out.rows.size();
    const auto places = co_await places_beyond(redis_, keys_, {project, start, is_forward}, wanted);
    if (!places) co_return places.error();
    if (places->empty()) break;
    auto records = co_await read_some(*places, most_bytes - bytes);
    if (!records) co_return records.error();
    for (auto& record : *records) {
      if (!record) continue;
      bytes += record->body.size() + record->recipients.size();
      out.rows.push_back(std::move(*record));
    }
    if (records->size() == places->size() && places->size() < wanted) break;  // there is no more
    start = (*places)[records->size() - 1];
    if (bytes > most_bytes || round == most_list_rounds) {
      if (out.rows.size() < limit) out.cut_at = start;
      break;
    }
  }
  if (is_forward) std::reverse(out.rows.begin(), out.rows.end());
  co_return out;
}

// One for each place until they have passed `most_bytes`; none for one that was pruned since, or is damaged.
task<result<std::vector<std::optional<broadcast_record>>>> queue::read_some(
    const std::vector<position>& places, std::size_t most_bytes) {
  std::vector<net::redis_command> sizes;
  for (const auto& place : places) {
    const auto key = keys_.broadcast(place.id);
    for (const char* large : {"body", "rcpt"}) sizes.push_back({"HSTRLEN", key, large});
    sizes.push_back({"HMGET", key, "bb", "rb"});
  }
  const auto measured = co_await run_all(std::move(sizes));
  if (!measured) co_return measured.error();
  std::vector<net::redis_command> commands;
  std::size_t bytes = 0;
  for (std::size_t index = 0; index < places.size() && bytes <= most_bytes; ++index) {
    commands.push_back({"HGETALL", keys_.broadcast(places[index].id)});
    bytes += size_in(std::span(*measured).subspan(3 * index, 3));
  }
  auto found = co_await run_all(std::move(commands));
  if (!found) co_return found.error();
  std::vector<std::optional<broadcast_record>> records(found->size());
  for (std::size_t index = 0; index < found->size(); ++index) {
    const hash_fields fields(std::move((*found)[index]));
    if (fields.is_empty()) continue;
    auto record = to_record(places[index].id, fields);
    if (!record) {
      leave_out("broadcast", places[index].id.to_string(), record.error());
      continue;
    }
    const auto filled = co_await fill_texts(*record, fields);
    if (!filled && filled.error().code == errc::not_found) continue;  // pruned meanwhile
    if (!filled) co_return filled.error();
    records[index] = std::move(*record);
  }
  co_return records;
}

task<result<std::uint64_t>> queue::count_since(project_id project, timestamp since) {
  std::vector<net::redis_command> commands;
  for (unsigned p = 0; p < partition_count; ++p)
    commands.push_back({"ZCOUNT", keys_.broadcast_index(static_cast<partition>(p), project),
                        std::to_string(to_unix_us(since)), "+inf"});
  const auto replies = co_await run_all(std::move(commands));
  if (!replies) co_return replies.error();
  std::uint64_t sum = 0;
  for (const auto& each : *replies) sum += static_cast<std::uint64_t>(each.integer);
  co_return sum;
}

}  // namespace carillon::queue
