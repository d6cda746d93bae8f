#include "queue/queue.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::string_view schema_version = "1";
/// A Redis that started: those who lost their connections with it have them again.
constexpr std::chrono::seconds all_are_back_after{4};
constexpr std::array lanes = {lane::high, lane::standard, lane::bulk};

/// Since 7.2 Redis (and Valkey, which reports itself as 7.2.4 there) can wait for its own disk.
bool knows_waitaof(std::string_view info) {
  constexpr std::string_view name = "redis_version:";
  const auto found = info.find(name);
  if (found == std::string_view::npos) return false;
  const auto version = info.substr(found + name.size());
  const auto dot = version.find('.');
  const auto major = parse_number(version.substr(0, dot));
  const auto minor = parse_number(version.substr(dot + 1, version.find('.', dot + 1) - dot - 1));
  return major && minor && (*major > 7 || (*major == 7 && *minor >= 2));
}

std::chrono::seconds uptime_of(std::string_view info) {
  constexpr std::string_view name = "uptime_in_seconds:";
  const auto found = info.find(name);
  if (found == std::string_view::npos) return std::chrono::seconds(0);
  const auto value = info.substr(found + name.size());
  return std::chrono::seconds(parse_number(value.substr(0, value.find_first_of("\r\n"))).value_or(0));
}

}  // namespace

queue::queue(net::redis& redis, queue_options options, const script_set& scripts)
    : redis_(redis),
      options_(std::move(options)),
      scripts_(scripts),
      keys_(options_.prefix),
      news_(redis, keys_),
      nonce_(hex_encode(random_string(16))) {}

task<result<std::vector<net::redis_reply>>> queue::run_all(std::vector<net::redis_command> commands) {
  auto outcomes = co_await redis_.pipeline(std::move(commands));
  std::vector<net::redis_reply> replies;
  replies.reserve(outcomes.size());
  for (auto& outcome : outcomes) {
    auto reply = net::require_success(std::move(outcome));
    if (!reply) co_return reply.error();
    replies.push_back(std::move(*reply));
  }
  co_return replies;
}

task<result<void>> queue::prepare() {
  const auto key = keys_.config();
  const auto partitions = std::to_string(partition_count);
  std::vector<net::redis_command> commands;
  commands.push_back({"HMGET", key, "schema", "partitions", spelling_field});
  commands.push_back({"INFO", "server"});
  auto outcome = co_await run_all(std::move(commands));
  if (!outcome) co_return outcome.error();
  auto stored = std::move((*outcome)[0].elements);
  if (stored.size() != 3) co_return error{errc::corrupted, "HMGET answered in another shape"};
  // Written only where it is missing: who merely reads or frees must start while Redis is full.
  bool is_new = false;
  if (stored[0].is_nil() || stored[1].is_nil()) {
    commands.clear();
    commands.push_back({"HSETNX", key, "schema", schema_version});
    commands.push_back({"HSETNX", key, "partitions", partitions});
    commands.push_back({"HSETNX", key, "created", std::to_string(to_unix_ms(now()))});
    commands.push_back({"HMGET", key, "schema", "partitions", spelling_field});
    auto made = co_await run_all(std::move(commands));
    if (!made) co_return made.error();
    is_new = (*made)[0].integer == 1;
    stored = std::move((*made)[3].elements);
    if (stored.size() != 3) co_return error{errc::corrupted, "HMGET answered in another shape"};
  }
  if (stored[0].text != schema_version) {
    co_return error{errc::configuration, "this Redis holds data of schema " + stored[0].text +
                                             ", this program writes schema " + std::string(schema_version)};
  }
  if (stored[1].text != partitions) {
    co_return error{errc::configuration,
                    "this Redis holds data in " + stored[1].text + " partitions, not " + partitions};
  }
  has_waitaof_ = knows_waitaof((*outcome)[1].text);
  is_redis_young_ = uptime_of((*outcome)[1].text) < all_are_back_after;
  has_older_spellings_ = !is_new && stored[2].text != nothing_older;
  if (!is_new) co_return result<void>();
  auto marked = co_await redis_.call({"HSET", key, spelling_field, nothing_older});
  marked = net::require_success(std::move(marked));
  if (!marked) co_return marked.error();
  co_return result<void>();
}

task<result<std::vector<std::array<std::uint32_t, 3>>>> queue::peek() {
  std::vector<net::redis_command> commands;
  for (unsigned p = 0; p < partition_count; ++p) {
    for (const lane l : lanes) commands.push_back({"ZCARD", keys_.ready(static_cast<partition>(p), l)});
  }
  auto outcome = co_await run_all(std::move(commands));
  if (!outcome) co_return outcome.error();
  std::vector<std::array<std::uint32_t, 3>> ready(partition_count);
  for (std::size_t index = 0; index < outcome->size(); ++index) {
    ready[index / lanes.size()][index % lanes.size()] = static_cast<std::uint32_t>((*outcome)[index].integer);
  }
  co_return ready;
}

task<result<depth>> queue::measure() {
  constexpr std::size_t kinds = 6;
  std::vector<net::redis_command> commands;
  for (unsigned index = 0; index < partition_count; ++index) {
    const auto p = static_cast<partition>(index);
    for (const lane l : lanes) commands.push_back({"ZCARD", keys_.ready(p, l)});
    for (const auto& key : {keys_.leases(p), keys_.due(p), keys_.dead(p)}) commands.push_back({"ZCARD", key});
  }
  auto outcome = co_await run_all(std::move(commands));
  if (!outcome) co_return outcome.error();
  depth sum;
  const std::array<std::uint64_t*, kinds> sums = {&sum.ready_jobs[0], &sum.ready_jobs[1], &sum.ready_jobs[2],
                                                  &sum.leased,        &sum.due,           &sum.dead};
  for (std::size_t index = 0; index < outcome->size(); ++index) {
    *sums[index % kinds] += static_cast<std::uint64_t>((*outcome)[index].integer);
  }
  co_return sum;
}

}  // namespace carillon::queue
