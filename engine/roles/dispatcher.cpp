#include "engine/roles/dispatcher.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "engine/chunks/dead_letter.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto idle_look = 1s;              // without a wake-up: they may get lost
constexpr auto least_between_looks = 5ms;   // a planner wakes us for every partition
constexpr std::size_t room_for_urgent = 2;  // jobs of the high lane may be opened above the limit
constexpr std::size_t most_plans = 8;
constexpr std::size_t most_slow = 2;       // of one project: it has its share of this worker
constexpr std::size_t most_slow_all = 16;  // what they hold is memory
}  // namespace

dispatcher::dispatcher(worker_parts& parts, sender_registry& senders, lease_keeper& leases,
                       dispatcher_listener listener)
    : parts_(parts),
      leases_(leases),
      listener_(std::move(listener)),
      opener_(parts, senders),
      revoker_(parts),
      reconciler_(parts),
      window_({.settings = parts.settings,
               .metrics = parts.metrics,
               .revoke = [this](dead_address address,
                                revocation_callback done) { revoker_.revoke(address, std::move(done)); },
               .look_for =
                   [this](doubt about, sighting_callback done) {
                     reconciler_.look_for(std::move(about), std::move(done));
                   }},
              {.on_progress = [this](chunk& told) { recorder_.note_progress(told); },
               .on_hungry = [this] { hungry_.notify(); },
               .on_broken = [this](chunk& broken, error why) { fail(broken, std::move(why)); }}),
      recorder_(
          {.context = parts.context,
           .settings = parts.settings,
           .tasks = parts.tasks,
           .metrics = parts.metrics,
           .pulse = parts.pulse,
           .commit = [this](queue::commit_request wanted) { return parts_.queue.commit(std::move(wanted)); },
           .bury = [this](std::shared_ptr<held_job> held,
                          error why) { return put_among_dead(parts_, std::move(held), std::move(why)); }},
          {.owner_of = [this](chunk& wanted) { return chunks_.at(&wanted); },
           .on_committed = [this](chunk&) { window_.fill(); },
           .on_failed = [this](chunk& failed) { window_.withdraw(failed); },
           .on_end = [this](const std::shared_ptr<chunk>& ended, job_end how) { on_end(ended, how); }}),
      hungry_(parts.context),
      prices_(parts.queue.link(), parts.queue.names()) {
  view_.start_at(static_cast<queue::partition>(throw_dice() * queue::partition_count));
}

task<> dispatcher::run() {
  while (!parts_.is_draining) {
    take_census();
    window_.fill();
    const bool may_look = std::chrono::steady_clock::now() - looked_ >= least_between_looks;
    if (is_view_stale_ && may_look) {
      co_await look();
      continue;
    }
    if (const auto its = next_turn()) {
      // Not awaited: a claim takes as long as Redis syncs its log, and several chunks are wanted meanwhile.
      const auto where = *view_.pick(its->which, its->wanted);
      if (its->wanted == ready_view::whose::anybodys) view_.took(where, its->which);
      parts_.tasks.spawn("claim", claim(ticket(claiming_), where, *its));
    } else if (is_view_stale_) {
      co_await hungry_.wait_for(looked_ + least_between_looks - std::chrono::steady_clock::now());
    } else if (!view_.is_empty() || has_seen_nothing_) {  // no room, or no work
      const bool was_woken = co_await hungry_.wait_for(jittered(idle_look));
      if (!was_woken) is_view_stale_ = true;
    } else {
      is_view_stale_ = true;
    }
  }
  has_ended_ = true;
}

/// What is told of exactly is claimed without a look.
void dispatcher::wake(std::optional<queue::wake_message> told) {
  if (told && told->urgency) {
    view_.appeared(told->where, *told->urgency, told->jobs);
  } else {
    if (told) view_.look_soon(told->where);
    is_view_stale_ = true;
  }
  hungry_.notify();
}

/// Chunks whose last recipients are still on their way do not count: a provider that never answers one of
/// them must not keep others from being opened. The window bounds them. Nor do those that take long to open:
/// they take turns at the bench, and their projects get no more of them. Of those that wait for a busy
/// carrier the first of each project does not count, and while others fill the room, there is as much again
/// for projects that do not wait.
std::optional<ready_view::whose> dispatcher::room_for(lane of) const {
  std::size_t slow = 0;
  for (const auto& [project, chunks] : slow_) slow += chunks;
  if (slow >= most_slow_all || listener_.plans() >= most_plans) return std::nullopt;
  const std::size_t limit =
      std::max(1U, parts_.settings.worker.open_jobs) + (of == lane::high ? room_for_urgent : 0);
  const auto taken = window_.unsent_chunks() + opening_ + claiming_;
  if (taken < limit) return ready_view::whose::anybodys;
  std::size_t waiting = 0;
  const auto lined_up = window_.lined_up();
  for (const auto& [project, chunks] : lined_up) waiting += chunks;
  if (taken - lined_up.size() < limit) return ready_view::whose::anybodys;
  if (taken - waiting >= limit) return std::nullopt;
  const bool is_alone =
      lined_up.size() == 1 &&
      parts_.compute.who_is_here().is_alone(lined_up.begin()->first.raw(), std::chrono::steady_clock::now());
  if (is_alone) return std::nullopt;
  return ready_view::whose::others;
}

std::optional<dispatcher::turn> dispatcher::next_turn() {
  std::array<bool, 3> has_work{};
  std::array<ready_view::whose, 3> wanted{};
  for (const auto each : {lane::high, lane::standard, lane::bulk}) {
    const auto index = static_cast<std::size_t>(each);
    const auto room = room_for(each);
    if (!room || !view_.has(each, *room)) continue;
    has_work[index] = true;
    wanted[index] = *room;
  }
  const auto which = turns_.next(has_work);
  if (!which) return std::nullopt;
  return turn{*which, wanted[static_cast<std::size_t>(*which)]};
}

task<> dispatcher::look() {
  fault_point(fault::look);
  is_view_stale_ = false;
  auto counts = co_await parts_.queue.peek();
  looked_ = std::chrono::steady_clock::now();
  if (counts) {
    trouble_ = {};
    view_.renew(std::move(*counts));
    has_seen_nothing_ = view_.is_empty();
    // As Redis says: what a claim that failed was to bring is ready still.
    parts_.pulse.holds(work::ready,
                       !has_seen_nothing_ && room_for(lane::bulk) == ready_view::whose::anybodys ? 1 : 0);
  } else {
    is_view_stale_ = true;
    co_await parts_.sleep(trouble_.next());
  }
}

task<> dispatcher::claim(ticket counted, queue::partition where, turn its) {
  fault_point(fault::before_claim);
  const auto passed_over = projects_with_enough(its.wanted);
  auto claimed = co_await claim_until_answered(where, its.which, passed_over);
  counted.give_back();
  hungry_.notify();
  if (!claimed) {
    is_view_stale_ = true;
    co_return;
  }
  parts_.pulse.moved(work::ready);
  if (claimed->empty() && its.wanted == ready_view::whose::others) {
    view_.found_none_of_others(where);
  } else if (claimed->empty()) {
    view_.found_empty(where);
    // What is left may be of projects that have enough: looked at again when that changes.
    if (passed_over.empty()) is_view_stale_ = true;
  }
  for (auto& job : *claimed) {
    if (its.wanted == ready_view::whose::others) view_.took(where, job.urgency);
    take_on(std::move(job));
  }
}

/// A claim that got no answer may have taken a job: its place in the room is kept, and it is asked about
/// until Redis answers. So nobody asks more often than he may, either.
task<result<std::vector<queue::claimed_job>>> dispatcher::claim_until_answered(
    queue::partition where, lane first, std::vector<project_id> passed_over) {
  while (true) {
    auto claimed = co_await parts_.queue.claim(where, starting_with(first), 1, parts_.settings.worker.lease,
                                               passed_over);
    if (claimed) {
      claim_trouble_ = {};
      co_return claimed;
    }
    const bool is_over = !is_passing(claimed.error());
    if (is_over) log::error("claim_failed", claimed.error().detail);
    co_await parts_.sleep(claim_trouble_.next());
    if (is_over || parts_.is_draining) co_return claimed;
  }
}

void dispatcher::take_on(queue::claimed_job job) {
  const auto held = std::make_shared<held_job>(std::move(job), parts_.settings.worker.lease);
  try {
    fault_point(fault::after_claim);
    begin(held);
  } catch (...) {
    const auto why = caught();
    report_contained("claim", why);
    std::erase_if(chunks_, [&](const auto& each) { return &each.second->held() == held.get(); });
    parts_.tasks.spawn("bury", put_among_dead(parts_, held, why));
  }
}

void dispatcher::begin(const std::shared_ptr<held_job>& held) {
  leases_.watch(held);
  fault_point(fault::taken_on);
  parts_.compute.who_is_here().see(held->job.project.raw(), std::chrono::steady_clock::now());
  if (held->job.is_plan) return listener_.on_plan(held);
  const auto opened = std::make_shared<chunk>(held, throw_dice());
  chunks_.emplace(opened.get(), opened);
  held->on_renewed = [this] { window_.fill(); };
  held->on_lost = [this, lost = opened.get()] { on_lost(*lost); };
  parts_.tasks.spawn("open_chunk", open(ticket(opening_), opened));
}

task<> dispatcher::open(ticket counted, std::shared_ptr<chunk> chunk) {
  result<void> opened;
  std::optional<ticket> slow;
  chunk->held().meter.on_slow = [&] {
    slow.emplace(slow_[chunk->job().project]);
    counted.give_back();
    hungry_.notify();
  };
  try {
    opened = co_await opener_.open(chunk);
  } catch (...) {
    opened = caught();
    report_contained("open_chunk", opened.error());
  }
  chunk->held().meter.on_slow = nullptr;
  counted.give_back();
  if (slow) {
    slow.reset();
    std::erase_if(slow_, [](const auto& each) { return each.second == 0; });
    is_view_stale_ = true;
  }
  hungry_.notify();
  note_cost(chunk->held());
  parts_.pulse.moved(work::open);
  if (opened && !parts_.is_draining) {
    start(*chunk);
  } else if (opened || opened.error().code == errc::cancelled) {
    if (!chunk->held().is_lost) recorder_.end_now(*chunk);
  } else {
    fail(*chunk, opened.error());
  }
}

void dispatcher::start(chunk& opened) {
  try {
    fault_point(fault::after_open);
    window_.add(opened);
    recorder_.note_progress(opened);  // what needed no sending
    window_.fill();
  } catch (...) {
    const auto why = caught();
    report_contained("start_chunk", why);
    fail(opened, why);
  }
}

/// Nobody can work on it as it is. Nothing more of it is sent; what is in flight may end; what is known is
/// committed, and then it is buried.
void dispatcher::fail(chunk& failed, error why) {
  window_.withdraw(failed);
  recorder_.give_up(failed, std::move(why));
}

void dispatcher::reroute(project_id project, const std::shared_ptr<const routes>& now) {
  for (const auto& [address, chunk] : chunks_) {
    if (chunk->is_open() && chunk->job().project == project) chunk->reroute(now);
  }
}

void dispatcher::cancel(broadcast_id broadcast) {
  for (const auto& [address, chunk] : chunks_) {
    if (chunk->job().broadcast == broadcast) chunk->cancel();
  }
  window_.fill();
}

std::vector<project_id> dispatcher::projects_with_enough(ready_view::whose wanted) const {
  std::vector<project_id> all;
  if (wanted == ready_view::whose::others) {
    for (const auto& [project, chunks] : window_.lined_up()) all.push_back(project);
  }
  for (const auto& [project, chunks] : slow_) {
    if (chunks >= most_slow) all.push_back(project);
  }
  return all;
}

/// What its opening cost beyond what its recipients were counted for is the project's to pay.
void dispatcher::note_cost(const held_job& held) {
  const auto& job = held.job;
  const auto price = queue::extra_price(held.meter.spent, job.count);
  if (price > 0) parts_.tasks.spawn("charge", charge(job.project, job.where, job.urgency, price));
}

task<> dispatcher::charge(project_id project, queue::partition where, lane which, std::uint64_t price) {
  const auto charged = co_await prices_.charge(project, where, which, price);
  if (!charged) log::warn("charge_lost", charged.error().detail, {{"project", project.to_string()}});
}

void dispatcher::take_census() {
  parts_.pulse.turned(role::dispatcher);
  // Who waits for a slow mail server does not stand still.
  const auto moving = [](const auto& each) { return each.second->in_long_flight == 0; };
  parts_.pulse.holds(work::open, static_cast<std::size_t>(std::ranges::count_if(chunks_, moving)));
  parts_.pulse.holds(work::planned, listener_.plans());
}

void dispatcher::on_lost(chunk& lost) {
  window_.drop(lost);
  recorder_.abandon(lost);
  window_.fill();
}

void dispatcher::on_end(const std::shared_ptr<chunk>& ended, job_end how) {
  // Given back by a drain, it still stands in the window's lanes.
  if (how == job_end::lost || ended->has_unsent()) window_.drop(*ended);
  ended->held().on_lost = nullptr;
  ended->held().on_renewed = nullptr;
  chunks_.erase(ended.get());
  parts_.pulse.moved(work::open);
  if (const auto* const through = ended->served_by()) revoker_.share_news(ended->job().project, *through);
  if (how == job_end::last) listener_.on_jobs_done(ended->job().broadcast);
  window_.fill();
  hungry_.notify();
}

void dispatcher::stop_sending() {
  window_.stop_sending();
  hungry_.notify();
}

void dispatcher::end_jobs() {
  const auto all = chunks_;  // ending one may erase it
  for (const auto& [address, chunk] : all) {
    if (chunk->in_flight == 0) recorder_.end_now(*chunk);
  }
}

}  // namespace carillon::engine
