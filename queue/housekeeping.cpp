// What keeps the queue moving without anyone asking: expired leases, due retries, broadcasts left open.
#include "queue/queue.hpp"
#include "queue/reply.hpp"
#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {

const net::redis_script note_reaping_script("note_reaping", scripts::note_reaping);

/// Of one script call, so that a partition full of expired leases holds Redis up for 1 ms at most.
constexpr std::string_view jobs_a_call = "100";
/// A job whose workers died this often while holding it is taken to be what kills them.
constexpr std::string_view fatal_losses = "3";
constexpr std::size_t short_id_size = 22;

}  // namespace

task<result<reap_reply>> queue::reap(partition where, std::chrono::milliseconds lease, reap_options options) {
  std::string gone = options.is_everybody_gone ? "*" : "";
  for (const auto& nonce : options.gone) gone += nonce + ',';
  std::vector<std::string> names = {keys_.leases(where), keys_.dead(where)};
  std::vector<std::string> args = {keys_.of_partition(where),
                                   std::to_string(lease.count()),
                                   std::string(jobs_a_call),
                                   std::string(fatal_losses),
                                   keys_.wake_channel(where),
                                   std::to_string(where),
                                   std::to_string(options.not_after_ms),
                                   std::move(gone),
                                   options.wants_owners ? "1" : "0"};
  auto outcome = co_await redis_.call(scripts_.reap, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 3);
  if (!reply) co_return reply.error();
  reap_reply reaped{.requeued = static_cast<std::uint32_t>(reply->elements[0].integer),
                    .now_ms = reply->elements[1].integer};
  for (auto& owner : reply->elements[2].elements) reaped.owners.push_back(std::move(owner.text));
  for (std::size_t index = 3; index < reply->elements.size(); ++index) {
    const auto& pair = reply->elements[index].elements;
    poisoned_job given_up{.where = where, .id = pair.empty() ? std::string() : pair[0].text};
    const auto broadcast = parse_short_id(std::string_view(given_up.id).substr(0, short_id_size));
    const auto project = pair.size() < 2 ? uuid::from_raw({}) : uuid::from_raw(pair[1].text);
    if (broadcast) given_up.broadcast = {*broadcast};
    if (project) given_up.project = {*project};
    reaped.poisoned.push_back(std::move(given_up));
  }
  co_return reaped;
}

task<result<reaping>> queue::last_reaping() {
  std::vector<net::redis_command> commands;
  commands.push_back({"TIME"});
  commands.push_back({"HGET", keys_.config(), reaped_field});
  auto replies = co_await run_all(std::move(commands));
  if (!replies) co_return replies.error();
  const auto& time = (*replies)[0].elements;
  if (time.size() != 2) co_return error{errc::corrupted, "TIME answered in another shape"};
  co_return reaping{.now_ms = integer_in(time[0]) * 1000 + integer_in(time[1]) / 1000,
                    .last_ms = parse_number((*replies)[1].text)};
}

task<result<void>> queue::note_reaping(std::int64_t now_ms) {
  std::vector<std::string> names = {keys_.config()};
  std::vector<std::string> args = {std::string(reaped_field), std::to_string(now_ms)};
  const auto noted =
      net::require_success(co_await redis_.call(note_reaping_script, std::move(names), std::move(args)));
  co_return noted ? result<void>() : noted.error();
}

task<result<stage_reply>> queue::stage(partition where) {
  std::vector<std::string> names = {keys_.due(where)};
  std::vector<std::string> args = {keys_.of_partition(where), std::string(jobs_a_call),
                                   keys_.wake_channel(where), std::to_string(where)};
  auto outcome = co_await redis_.call(scripts_.stage, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 2);
  if (!reply) co_return reply.error();
  stage_reply staged{.staged = static_cast<std::uint32_t>(reply->elements[0].integer), .next_due_in_ms = {}};
  if (reply->elements[1].integer >= 0) staged.next_due_in_ms = reply->elements[1].integer;
  co_return staged;
}

task<result<std::vector<broadcast_id>>> queue::open_broadcasts(partition where, std::size_t limit) {
  if (limit == 0) co_return std::vector<broadcast_id>();
  net::redis_command command{"ZRANGE", keys_.open_broadcasts(where), "0"};
  command.add(static_cast<std::int64_t>(limit) - 1);
  auto outcome = co_await redis_.call(std::move(command));
  auto reply = require_array(std::move(outcome), 0);
  if (!reply) co_return reply.error();
  std::vector<broadcast_id> open;
  for (const auto& member : reply->elements) {
    // One odd entry must not keep the others open.
    if (const auto id = uuid::from_raw(member.text)) open.push_back({*id});
  }
  co_return open;
}

}  // namespace carillon::queue
