// The planner's side: an audience becomes chunk jobs, partition by partition.
#include <algorithm>

#include "queue/queue.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr int jobs_a_call = 64;
/// Fewer than for everyone: a topic's subscribers have to be read and merged, 0.2 ms a job.
constexpr int listed_jobs_a_call = 8;

result<plan_progress> to_progress(result<net::redis_reply> outcome) {
  auto reply = require_array(std::move(outcome), 2);
  if (!reply) return reply.error();
  if (reply->elements[0].integer < 0) return error{errc::stale, "the project is being deleted"};
  return plan_progress{.is_complete = reply->elements[0].integer == 1,
                       .jobs_made = static_cast<std::uint32_t>(reply->elements[1].integer)};
}

std::vector<std::string> plan_keys(const keys& names, const plan_request& request, partition where) {
  return {names.counters(where, request.broadcast),   names.sequence(where, request.project),
          names.ready(where, request.urgency),        names.finish_times(where, request.urgency),
          names.virtual_time(where, request.urgency), names.due(where)};
}

std::string pack_steps(const std::vector<planned_step>& steps) {
  std::string packed;
  for (const auto& step : steps) {
    if (!packed.empty()) packed += ' ';
    packed += std::to_string(static_cast<int>(step.via)) + ':' + std::to_string(step.delay.count());
  }
  return packed;
}

std::vector<std::string> plan_args(const keys& names, const plan_request& request, partition where,
                                   int limit) {
  return {names.of_partition(where),
          short_id(request.broadcast.value),
          pack_steps(request.steps),
          std::string(request.project.raw()),
          std::string(to_string(request.urgency)),
          std::to_string(request.created_ms),
          std::to_string(request.expires_ms),
          std::to_string(chunk_size),
          std::to_string(limit),
          names.wake_channel(where),
          std::to_string(where)};
}

}  // namespace

task<result<plan_progress>> queue::plan_everyone(plan_request request, partition where) {
  auto names = plan_keys(keys_, request, where);
  auto args = plan_args(keys_, request, where, jobs_a_call);
  auto outcome = co_await redis_.call(scripts_.plan_everyone, std::move(names), std::move(args));
  co_return to_progress(std::move(outcome));
}

task<result<plan_progress>> queue::plan_listed(plan_request request, partition where,
                                               std::vector<std::uint32_t> numbers, std::vector<user_id> users,
                                               std::string topic, bool has_subscribers) {
  auto names = plan_keys(keys_, request, where);
  names.push_back(keys_.topic(where, request.project, topic));
  auto args = plan_args(keys_, request, where, listed_jobs_a_call);
  std::string packed_numbers;
  for (const auto number : numbers) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      packed_numbers.push_back(static_cast<char>(number >> shift));
  }
  std::string packed_users;
  if (!topic.empty()) {
    for (const auto& user : users) packed_users += user.raw();
  }
  args.push_back(std::move(packed_numbers));
  args.push_back(std::move(packed_users));
  args.emplace_back(has_subscribers && !topic.empty() ? "1" : "0");
  auto outcome = co_await redis_.call(scripts_.plan_listed, std::move(names), std::move(args));
  co_return to_progress(std::move(outcome));
}

task<result<std::string>> queue::fix_steps(claimed_job plan, std::string steps) {
  std::vector<std::string> names = {keys_.job(plan.where, plan.id), keys_.broadcast(plan.broadcast)};
  std::vector<std::string> args = {plan.right.owner, std::to_string(plan.right.token), std::move(steps)};
  auto outcome = co_await redis_.call(scripts_.fix_steps, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 1);
  if (!reply) co_return reply.error();
  if (reply->elements.size() < 2) co_return error{errc::stale, "another owner plans this broadcast"};
  co_return std::move(reply->elements[1].text);
}

task<result<void>> queue::planned(claimed_job plan, std::uint64_t partitions, std::vector<channel> channels,
                                  std::string errors) {
  std::string channel_numbers;
  for (const channel via : channels) {
    if (!channel_numbers.empty()) channel_numbers += ',';
    channel_numbers += std::to_string(static_cast<int>(via));
  }
  std::vector<std::string> names = {keys_.job(plan.where, plan.id), keys_.broadcast(plan.broadcast),
                                    keys_.leases(plan.where)};
  std::vector<std::string> args = {
      plan.id,         plan.right.owner, std::to_string(plan.right.token), std::to_string(partitions),
      channel_numbers, std::move(errors)};
  auto outcome = co_await redis_.call(scripts_.planned, std::move(names), std::move(args));
  auto reply = require_array(std::move(outcome), 1);
  if (!reply) co_return reply.error();
  if (reply->elements[0].text == "STALE") co_return error{errc::stale, "another owner plans this broadcast"};
  // Jobs may all have ended while the rest was still being planned, and a plan may be empty: nobody else
  // would notice before the next sweep.
  auto finished = co_await finish_broadcast(plan.broadcast);
  if (!finished) co_return finished.error();
  co_return result<void>();
}

}  // namespace carillon::queue
