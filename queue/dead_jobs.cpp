#include "queue/dead_jobs.hpp"

#include <algorithm>
#include <tuple>

#include "base/json.hpp"
#include "queue/outcome_record.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::string_view plan_suffix = ":plan";
constexpr std::size_t most_at_once = 1000;    ///< read in one pipeline
constexpr std::size_t most_kept = 1'000'000;  ///< names of one partition among which some are looked for
/// A plan that never ended may have made jobs anywhere.
constexpr std::string_view every_partition = "18446744073709551615";

bool is_open(char outcome) {
  return !is_terminal(static_cast<delivery_state>(static_cast<unsigned char>(outcome) & 0x0f));
}

/// What the jid itself says. False when it is none of ours.
bool read_name(dead_job& job) {
  const auto broadcast = parse_short_id(std::string_view(job.id).substr(0, 22));
  if (!broadcast || job.id.size() < 24) return false;
  job.broadcast = {*broadcast};
  job.is_plan = job.id.ends_with(plan_suffix);
  if (job.is_plan) return true;
  const auto rest = std::string_view(job.id).substr(23);
  const auto number = parse_number(rest.substr(0, rest.find(':')));
  if (!number) return false;
  job.via = static_cast<channel>(*number);
  return true;
}

/// What Redis says of a dead job: its record, its outcome bytes, and its broadcast's project.
struct found_record {
  net::redis_reply fields, outcomes, project;
};

/// What the job's record says, as far as it can be read: it may be dead because it cannot. False when there
/// is none.
bool read_record(dead_job& job, const found_record& found) {
  const bool is_readable = found.fields.elements.size() == 6;
  if (is_readable && found.fields.elements[5].is_nil()) return false;
  const auto field = [&](std::size_t index) {
    return is_readable ? found.fields.elements[index] : net::redis_reply();
  };
  auto project = uuid::from_raw(field(0).text);
  if (!project) project = uuid::from_raw(found.project.text);
  if (project) job.project = {*project};
  job.recipients = static_cast<std::uint32_t>(integer_in(field(1)));
  job.lost = static_cast<unsigned>(integer_in(field(2)));
  job.reason = field(3).text;
  if (!is_readable) job.reason = "damaged";
  job.detail = field(4).text;
  job.open = static_cast<std::uint32_t>(std::ranges::count_if(found.outcomes.text, is_open));
  return true;
}

std::string payload_of(const dead_job& job) {
  json payload = {{"broadcast_id", job.broadcast.to_string()}, {"job", job.name()}, {"recipients", job.open}};
  if (!job.is_plan) payload["channel"] = to_string(job.via);
  return dump_json(payload);
}

}  // namespace

dead_jobs::dead_jobs(net::redis& redis, keys names, const script_set& scripts)
    : redis_(redis), keys_(std::move(names)), scripts_(scripts) {}

task<result<std::vector<dead_job>>> dead_jobs::list(std::size_t limit, dead_choice which) {
  std::vector<dead_job> found;
  if (limit == 0) co_return found;
  auto named = co_await names(which.is_any() ? limit : most_kept, which.broadcast);
  if (!named) co_return named.error();
  for (std::span<dead_job> rest = *named; !rest.empty() && found.size() < limit;) {
    const auto batch = rest.first(std::min({rest.size(), most_at_once, limit}));
    rest = rest.subspan(batch.size());
    const auto before = found.size();
    if (auto done = co_await read(found, batch); !done) co_return done.error();
    const auto is_other = [&](const dead_job& job) {
      return !which.reason.empty() && job.reason != which.reason;
    };
    const auto first_new = found.begin() + static_cast<std::ptrdiff_t>(before);
    found.erase(std::remove_if(first_new, found.end(), is_other), found.end());
  }
  if (found.size() > limit) found.resize(limit);
  co_return found;
}

/// What the dead are called, those that died first in front.
task<result<std::vector<dead_job>>> dead_jobs::names(std::size_t most_each, std::optional<broadcast_id> of) {
  std::vector<net::redis_command> commands;
  for (unsigned p = 0; p < partition_count; ++p) {
    net::redis_command command{"ZRANGE", keys_.dead(static_cast<partition>(p)), "0"};
    command.add(static_cast<std::int64_t>(most_each) - 1).add("WITHSCORES");
    commands.push_back(std::move(command));
  }
  auto replies = co_await redis_.pipeline(std::move(commands));
  std::vector<dead_job> named;
  for (unsigned p = 0; p < partition_count; ++p) {
    auto reply = require_array(std::move(replies[p]), 0);
    if (!reply) co_return reply.error();
    for (std::size_t index = 0; index + 1 < reply->elements.size(); index += 2) {
      dead_job job;
      job.where = static_cast<partition>(p);
      job.id = reply->elements[index].text;
      job.died = from_unix_ms(integer_in(reply->elements[index + 1]));
      if (read_name(job) && (!of || job.broadcast == *of)) named.push_back(std::move(job));
    }
  }
  std::ranges::sort(named, {}, [](const dead_job& job) { return std::tuple(job.died, job.where); });
  co_return named;
}

/// Adds what is on record of them.
task<result<void>> dead_jobs::read(std::vector<dead_job>& found, std::span<dead_job> named) {
  std::vector<net::redis_command> commands;
  for (const auto& job : named) {
    commands.push_back({"HMGET", keys_.job(job.where, job.id), "t", "n", "lost", "reason", "why", "st"});
    commands.push_back({"GET", keys_.outcomes(job.where, job.id)});
    commands.push_back({"HGET", keys_.broadcast(job.broadcast), "t"});
  }
  auto replies = co_await redis_.pipeline(std::move(commands));
  for (std::size_t index = 0; index < named.size(); ++index) {
    const auto first = replies.begin() + static_cast<std::ptrdiff_t>(3 * index);
    for (auto reply = first; reply != first + 3; ++reply) {
      if (!*reply) co_return reply->error();
    }
    // An error reply among them is damage too: a key of another type.
    const found_record record{std::move(**first), std::move(**(first + 1)), std::move(**(first + 2))};
    if (read_record(named[index], record)) found.push_back(std::move(named[index]));
  }
  co_return result<void>();
}

task<result<bool>> dead_jobs::redrive(dead_job job) {
  std::vector<std::string> names = {keys_.dead(job.where), keys_.job(job.where, job.id),
                                    keys_.events(job.where, job.project)};
  std::vector<std::string> args = {
      keys_.of_partition(job.where),    job.id,          std::string(job.project.raw()),
      std::string(job.broadcast.raw()), payload_of(job), keys_.wake_channel(job.where),
      std::to_string(job.where)};
  auto outcome = co_await redis_.call(scripts_.redrive, std::move(names), std::move(args));
  auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  co_return reply->integer == 1;
}

task<result<dead_jobs::discarded>> dead_jobs::discard(dead_job job) {
  if (job.is_plan) co_return co_await discard_plan(std::move(job));
  std::vector<std::string> names = {keys_.dead(job.where),
                                    keys_.job(job.where, job.id),
                                    keys_.outcomes(job.where, job.id),
                                    keys_.done_devices(job.where, job.id),
                                    keys_.counters(job.where, job.broadcast),
                                    keys_.events(job.where, job.project)};
  std::vector<std::string> args = {job.id, std::string(job.project.raw()), std::string(job.broadcast.raw()),
                                   std::to_string(static_cast<unsigned>(own_reason::discarded)),
                                   payload_of(job)};
  auto outcome = co_await redis_.call(scripts_.discard, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 3);
  if (!reply) co_return reply.error();
  co_return discarded{.was_dead = reply->elements[0].integer == 1,
                      .expired = static_cast<std::uint32_t>(reply->elements[1].integer)};
}

task<result<dead_jobs::discarded>> dead_jobs::discard_plan(dead_job job) {
  const json errors =
      json::array({{{"message", "planning ended early and was given up: some recipients were not reached"}}});
  std::vector<std::string> names = {keys_.dead(job.where), keys_.job(job.where, job.id),
                                    keys_.broadcast(job.broadcast), keys_.events(job.where, job.project)};
  std::vector<std::string> args = {job.id,
                                   std::string(job.project.raw()),
                                   std::string(job.broadcast.raw()),
                                   std::string(every_partition),
                                   dump_json(errors),
                                   payload_of(job)};
  auto outcome = co_await redis_.call(scripts_.discard_plan, std::move(names), std::move(args));
  auto reply = net::require_success(std::move(outcome));
  if (!reply) co_return reply.error();
  co_return discarded{.was_dead = reply->integer == 1, .expired = 0};
}

}  // namespace carillon::queue
