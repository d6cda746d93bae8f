#include "engine/roles/planner.hpp"

#include <utility>

#include "base/json.hpp"
#include "base/log.hpp"
#include "engine/chunks/dead_letter.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/crew.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/parts/off_the_loop.hpp"
#include "net/loop_slice.hpp"

namespace carillon::engine {
namespace {

constexpr std::size_t users_at_once = 500;  ///< upserts in one pipeline

/// What a plan needs of what the client sent.
struct request_read {
  audience who;
  std::string category, topic;
};

result<request_read> read_request(const std::string& body, const std::string& recipients) {
  auto who = parse_audience(recipients);
  if (!who) return who.error();
  const auto said = parse_json(body, {.max_bytes = 64 << 20, .max_values = 10'000'000});
  if (!said || !said->is_object()) return error(errc::corrupted, "the stored broadcast is not JSON");
  return request_read{std::move(*who), text_of(*said, "category"), text_of(*said, "topic")};
}

/// Of a plan job, which has no outcomes.
queue::commit_request request_of(const queue::claimed_job& job, queue::finish how) {
  queue::commit_request request;
  request.job_id = job.id;
  request.where = job.where;
  request.right = job.right;
  request.project = job.project;
  request.broadcast = job.broadcast;
  request.finish = how;
  return request;
}

std::string as_error_list(const std::set<std::string>& errors) {
  if (errors.empty()) return {};
  json list = json::array();
  for (const auto& message : errors) list.push_back({{"message", message}});
  return dump_json(list);
}

}  // namespace

planner::planner(worker_parts& parts, sender_registry& senders, std::function<void(broadcast_id)> on_planned)
    : parts_(parts), senders_(senders), on_planned_(std::move(on_planned)) {}

void planner::take_on(std::shared_ptr<held_job> held) {
  parts_.tasks.spawn("plan", run(ticket(under_way_), std::move(held)));
}

void planner::cancel(broadcast_id broadcast) {
  std::erase_if(plans_, [](const auto& each) { return each.expired(); });
  for (const auto& each : plans_) {
    const auto made = each.lock();
    if (made->request.broadcast == broadcast) made->is_cancelled = true;
  }
}

/// What throws on the way costs this plan: its lease is renewed no longer than somebody works on it.
task<> planner::run(ticket counted, std::shared_ptr<held_job> held) {
  co_await see_through(held);
  held->is_ended = true;
}

task<> planner::see_through(std::shared_ptr<held_job> held) {
  patience pause;
  while (true) {
    result<void> planned;
    try {
      planned = co_await carry_out(held);
    } catch (...) {
      planned = caught();
      report_contained("plan", planned.error());
    }
    if (planned) co_return co_await tell_planned(held);
    if (held->is_lost || planned.error().code == errc::stale) co_return;
    if (parts_.is_draining) co_return co_await give_back(held);
    if (!is_passing(planned.error())) co_return co_await put_among_dead(parts_, held, planned.error());
    if (parts_.room.is_full(std::chrono::steady_clock::now())) co_return co_await put_off(held);
    co_await parts_.sleep(pause.next());
  }
}

task<> planner::tell_planned(std::shared_ptr<held_job> held) {
  fault_point(fault::after_planned);
  on_planned_(held->job.broadcast);
  const auto counted = co_await parts_.queue.progress(held->job.broadcast);
  if (counted) parts_.metrics.expansion_recipients.add(static_cast<double>(counted->recipients));
}

task<result<void>> planner::carry_out(std::shared_ptr<held_job> held) {
  auto prepared = co_await prepare(*held);
  if (!prepared) co_return prepared.error();
  // Shared: should this coroutine end before them, those of the partitions still read it.
  const auto made = std::make_shared<plan>(std::move(*prepared));
  std::erase_if(plans_, [](const auto& each) { return each.expired(); });
  plans_.push_back(made);
  auto enlisted = co_await enlist(held, made);
  if (!enlisted) co_return enlisted;
  auto partitions = co_await plan_partitions(held, made);
  if (!partitions) co_return partitions;
  // Cancelled, it may have jobs wherever an earlier planner got to.
  if (made->is_cancelled) made->partitions = ~std::uint64_t{0};
  std::vector<channel> channels;
  for (const auto& step : made->steps.steps) channels.push_back(step.via);
  fault_point(fault::before_planned);
  co_return co_await parts_.queue.planned(held->job, made->partitions, std::move(channels),
                                          as_error_list(made->errors));
}

task<result<planner::plan>> planner::prepare(const held_job& held) {
  fault_point(fault::plan_prepare);
  auto record = co_await parts_.queue.find(held.job.project, held.job.broadcast);
  if (!record) co_return record.error();
  const auto size = record->body.size() + record->recipients.size();
  auto parse = [body = std::move(record->body), recipients = std::move(record->recipients)] {
    return read_request(body, recipients);
  };
  auto read = co_await off_the_loop(parts_.compute, held.job.project, size, std::move(parse));
  if (!read) co_return read.error();
  auto steps = co_await decide_steps(held, record->steps, std::move(read->category));
  if (!steps) co_return steps.error();
  plan made;
  made.request = {.broadcast = record->id,
                  .project = record->project,
                  .steps = to_planned(*steps),
                  .urgency = record->urgency,
                  .created_ms = held.job.created_ms,
                  .expires_ms = record->expires_ms};
  made.who = std::move(read->who);
  made.topic = std::move(read->topic);
  made.steps = std::move(*steps);
  made.is_cancelled = record->cancelled.has_value();
  if (made.steps.is_disabled) {
    made.errors.insert("this category is switched off: the notification was stored and not delivered");
  } else if (made.steps.steps.empty()) {
    made.errors.insert("the delivery plan has no step to run");
  }
  co_return made;
}

/// What was decided when planning began; else what the project's plans and integrations say now.
task<result<delivery_steps>> planner::decide_steps(const held_job& held, std::string known,
                                                   std::string category) {
  if (known.empty()) {
    auto steps = co_await resolve(held, std::move(category));
    if (!steps) co_return steps.error();
    auto fixed = co_await parts_.queue.fix_steps(held.job, pack(*steps));
    if (!fixed) co_return fixed.error();
    known = std::move(*fixed);
    fault_point(fault::after_steps);
  }
  co_return parse_delivery_steps(known);
}

/// As it was begun, when a build from before plans had begun it.
task<result<delivery_steps>> planner::resolve(const held_job& held, std::string category) {
  if (held.job.right.token > 1) {  // somebody planned it before us; steps on record come before jobs
    const auto begun = co_await parts_.queue.progress(held.job.broadcast);
    if (!begun) co_return begun.error();
    if (begun->jobs > 0 || begun->planned_partitions > 0) co_return steps_before_plans();
  }
  const auto served = co_await senders_.routes_of(held.job.project);
  if (!served) co_return served.error();
  const auto plan = co_await parts_.plans.plan_for(held.job.project, std::move(category));
  if (!plan) co_return plan.error();
  co_return resolve_steps(*plan, (*served)->kinds());
}

/// Creates or updates the named users and sorts them by partition. Who cannot be, is an error of the
/// broadcast.
task<result<void>> planner::enlist(std::shared_ptr<held_job> held, std::shared_ptr<plan> made) {
  fault_point(fault::enlist);
  net::loop_slice slice;
  for (auto& batch : in_batches(made->who.users, users_at_once)) {
    if (made->is_cancelled) break;
    if (held->is_lost || parts_.is_draining) co_return error(errc::cancelled, "planning stopped");
    if (parts_.room.is_full(std::chrono::steady_clock::now()))
      co_return error(errc::unavailable, "Redis has no room for users");
    if (slice.is_spent()) co_await slice.yield();
    // Named then: who was deleted since stays deleted.
    const auto named = from_unix_us(held->job.created_ms * 1000 + 999);
    const auto found = co_await parts_.users.upsert_many(held->job.project, std::move(batch), named);
    parts_.pulse.moved(work::planned);
    for (const auto& each : found) {
      if (each) {
        made->named[each->where][each->number] = each->id;
      } else if (is_passing(each.error())) {
        parts_.room.hear(each.error(), std::chrono::steady_clock::now());
        co_return each.error();
      } else {
        made->errors.insert(each.error().detail);
      }
    }
    parts_.room.found(std::chrono::steady_clock::now());
  }
  co_return result<void>();
}

task<result<void>> planner::plan_partitions(std::shared_ptr<held_job> held, std::shared_ptr<plan> made) {
  crew partitions(parts_.context);
  for (unsigned each = 0; each < queue::partition_count; ++each) {
    const auto where = static_cast<queue::partition>(each);
    const bool is_wanted = made->who.is_everyone || made->who.has_subscribers || !made->named[where].empty();
    if (!is_wanted || made->is_cancelled) continue;
    made->partitions |= std::uint64_t{1} << each;
    partitions.add(parts_.tasks, plan_partition(held, made, where));
  }
  co_return co_await partitions.finish();
}

task<result<void>> planner::plan_partition(std::shared_ptr<held_job> held, std::shared_ptr<plan> made,
                                           queue::partition where) {
  std::vector<std::uint32_t> numbers;
  std::vector<user_id> users;
  for (const auto& [number, user] : made->named[where]) {
    numbers.push_back(number);
    users.push_back(user);
  }
  while (true) {
    if (held->is_lost || parts_.is_draining) co_return error(errc::cancelled, "planning stopped");
    result<queue::plan_progress> progress = queue::plan_progress{};
    if (made->who.is_everyone) {
      progress = co_await parts_.queue.plan_everyone(made->request, where);
    } else {
      progress = co_await parts_.queue.plan_listed(made->request, where, numbers, users, made->topic,
                                                   made->who.has_subscribers);
    }
    if (!progress) co_return progress.error();
    parts_.pulse.moved(work::planned);
    fault_point(fault::mid_plan);
    if (progress->is_complete || made->is_cancelled) co_return result<void>();
  }
}

/// Draining: the next worker goes on where we stopped.
task<> planner::give_back(std::shared_ptr<held_job> held) {
  const auto released = co_await parts_.queue.commit(request_of(held->job, queue::finish::release));
  if (!released) log::warn("plan_not_released", released.error().detail, {{"jid", held->job.id}});
}

/// Redis is full: other broadcasts are planned meanwhile, those whose users are known.
task<> planner::put_off(std::shared_ptr<held_job> held) {
  auto wanted = request_of(held->job, queue::finish::park);
  wanted.delay = parts_.room.wait(std::chrono::steady_clock::now(), throw_dice());
  patience pause;
  while (!held->is_lost) {
    const auto parked = co_await parts_.queue.commit(wanted);
    if (parked || parked.error().code == errc::stale) co_return;
    if (parts_.is_draining) co_return co_await give_back(held);
    co_await parts_.sleep(pause.next());
  }
}

}  // namespace carillon::engine
