#include "engine/chunks/recorder.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/parts/worker_parts.hpp"

namespace carillon::engine {
namespace {

/// A batch for each account. The time is the claim's, so that one that is sent again is the same.
std::vector<std::pair<std::string, std::chrono::milliseconds>> packed_receipts(
    const queue::claimed_job& job, const std::vector<expected_receipt>& all) {
  std::map<std::pair<provider, integration_id>, std::pair<queue::receipt_batch, std::chrono::milliseconds>>
      by_account;
  for (const auto& each : all) {
    auto& [batch, wait] = by_account[{each.via, each.integration}];
    batch.receipts.push_back(each.what);
    wait = each.wait;
  }
  std::vector<std::pair<std::string, std::chrono::milliseconds>> packed;
  for (auto& [account, made] : by_account) {
    auto& [batch, wait] = made;
    batch.project = job.project;
    batch.broadcast = job.broadcast;
    std::tie(batch.via, batch.integration) = account;
    batch.over = job.via;
    batch.sent_ms = job.claimed_ms;
    packed.emplace_back(queue::pack_receipts(batch), wait);
  }
  return packed;
}

}  // namespace

recorder::recorder(recorder_tools tools, recorder_listener listener)
    : tools_(std::move(tools)), listener_(std::move(listener)), interval_(tools_.context) {}

void recorder::note_progress(chunk& told) {
  auto& state = told.commit;
  if (state.has_ended || told.held().is_lost) return;
  tools_.pulse.moved(work::open);
  if (state.failure ? told.in_flight == 0 : told.is_complete()) state.wants_ending = true;
  if (state.is_running) return;
  if (state.wants_ending || told.outcomes().waiting() >= tools_.settings.worker.commit_outcomes) {
    commit(told);
  } else if (told.outcomes().waiting() > 0) {
    wait_for_interval(told);
  }
}

void recorder::end_now(chunk& told) {
  told.withdraw_announcements();
  told.commit.wants_ending = true;
  if (!told.commit.is_running && !told.commit.has_ended && !told.held().is_lost) commit(told);
}

void recorder::give_up(chunk& told, error why) {
  if (!told.commit.failure) told.commit.failure = std::move(why);
  note_progress(told);
}

void recorder::abandon(chunk& told) {
  if (told.commit.is_running || told.commit.has_ended) return;  // a running commit finds out by itself
  end(listener_.owner_of(told), error(errc::stale, "the lease was lost"), queue::finish::no);
}

void recorder::commit(chunk& told) {
  told.commit.is_running = true;
  tools_.tasks.spawn("commit", run(listener_.owner_of(told)));
}

void recorder::wait_for_interval(chunk& told) {
  if (std::exchange(told.commit.is_listed, true)) return;
  due_soon_.push_back(listener_.owner_of(told));
  if (waiting_ > 0) return;
  interval_.expires_after(tools_.settings.worker.commit_interval);
  tools_.tasks.spawn("commit_interval", when_due(ticket(waiting_)));
}

/// One timer for all chunks: who came later waits a little less.
task<> recorder::when_due(ticket counted) {
  [[maybe_unused]] auto [ec] = co_await interval_.async_wait(no_throw);
  counted.give_back();
  for (const auto& weak : std::exchange(due_soon_, {})) {
    const auto chunk = weak.lock();
    if (!chunk) continue;
    chunk->commit.is_listed = false;
    try {
      commit_due(*chunk);
    } catch (...) {
      const auto why = caught();
      report_contained("commit_interval", why);
      listener_.on_failed(*chunk);
      give_up(*chunk, why);
    }
  }
}

void recorder::commit_due(chunk& told) {
  fault_point(fault::commit_interval);
  if (told.outcomes().waiting() == 0 || told.commit.has_ended || told.held().is_lost) return;
  if (told.commit.is_running) {
    told.commit.is_due = true;
  } else {
    commit(told);
  }
}

task<> recorder::run(std::shared_ptr<chunk> chunk) {
  auto& state = chunk->commit;
  std::optional<error> trouble;
  try {
    co_await carry(chunk);
  } catch (...) {
    trouble = caught();
  }
  if (!trouble) co_return;
  report_contained("commit", *trouble);
  state.is_running = false;
  if (state.has_ended) {  // its last commit was answered: whoever sweeps next does what was left undone
    tell_end(chunk, job_end::put_off);
  } else if (state.failure) {  // the second time: its lease runs out, and another claim finds it as it is
    end(chunk, error(errc::stale, "its end could not be recorded"), queue::finish::no);
  } else {
    state.is_in_doubt = true;
    listener_.on_failed(*chunk);
    give_up(*chunk, *trouble);
  }
}

task<> recorder::bury(std::shared_ptr<chunk> chunk) {
  auto& state = chunk->commit;
  if (state.is_in_doubt) {  // the commit that threw may have arrived or not; a repetition changes nothing
    [[maybe_unused]] const auto repeated = co_await commit_remembered(chunk);
  }
  while (chunk->outcomes().waiting() > 0 && !chunk->held().is_lost) {
    const auto& batch = chunk->outcomes().take();
    auto request = make_request(*chunk, batch);
    const auto committed = co_await commit_until_answered(chunk, std::move(request));
    if (!committed) break;  // nothing helps: who redrives it sends again what Redis does not know
    count(*chunk, batch);
  }
  co_await tools_.bury(chunk->shared_held(), *state.failure);
  state.has_ended = true;
  state.is_running = false;
  chunk->held().is_lost = true;
  tell_end(chunk, job_end::lost);
}

task<> recorder::carry(std::shared_ptr<chunk> chunk) {
  auto& state = chunk->commit;
  do {
    if (state.failure && state.wants_ending) {
      co_await bury(chunk);
      co_return;
    }
    state.is_due = false;
    if (!state.wants_ending && !state.failure) chunk->announce();
    const bool is_last = state.wants_ending && !state.failure && chunk->outcomes().is_last_batch();
    const auto ending = is_last ? chunk->ending() : chunk_ending{queue::finish::no};
    const auto& batch = chunk->outcomes().take();
    auto request = make_request(*chunk, batch);
    request.finish = ending.finish;
    request.delay = ending.delay;
    request.longer = ending.longer;
    request.last_answers = ending.last_answers;
    request.held = ending.held;
    auto reply = co_await commit_until_answered(chunk, request);
    if (!reply && reply.error().code == errc::incomplete) {
      tools_.metrics.commit_incomplete.add();
      log::warn("commit_incomplete", "Redis lost outcomes: they are committed again",
                {{"jid", chunk->job().id}});
      reply = co_await commit_remembered(chunk);
      if (reply) {
        request.records.clear();
        request.texts.clear();
        reply = co_await commit_until_answered(chunk, request);
      }
      if (!reply &&
          reply.error().code == errc::incomplete) {  // lost before our claim: whoever claims next sends it
        request.finish = queue::finish::release;
        reply = co_await commit_until_answered(chunk, request);
      }
    }
    count(*chunk, batch);
    if (reply) chunk->arrived(batch);
    // Lost while the commit was under way: abandon() left it to us.
    if (reply && !is_last && chunk->held().is_lost) reply = error(errc::stale, "the lease was lost");
    if (is_last || !reply) {
      state.is_running = false;
      end(chunk, reply, request.finish);
      co_return;
    }
    if (listener_.on_committed) listener_.on_committed(*chunk);
  } while (state.wants_ending || state.is_due ||
           chunk->outcomes().waiting() >= tools_.settings.worker.commit_outcomes);
  state.is_running = false;
  if (chunk->outcomes().waiting() > 0) wait_for_interval(*chunk);
}

queue::commit_request recorder::make_request(const chunk& of, const outcome_batch& batch) const {
  queue::commit_request request;
  request.job_id = of.job().id;
  request.where = of.job().where;
  request.right = of.job().right;
  request.project = of.job().project;
  request.broadcast = of.job().broadcast;
  request.records = batch.records;
  if (!batch.texts.empty()) request.texts = queue::pack_texts(batch.texts);
  request.lease = of.shared_held()->lease;
  request.receipts = packed_receipts(of.job(), batch.receipts);
  return request;
}

/// Sends it unchanged until Redis answers, whatever that takes: the outcome bytes make a repetition a no-op.
/// An error that comes back is final.
task<result<queue::commit_reply>> recorder::commit_until_answered(std::shared_ptr<chunk> chunk,
                                                                  queue::commit_request request) {
  patience pause;
  while (true) {
    if (chunk->held().is_lost) co_return error(errc::stale, "the lease was lost");
    const auto started = std::chrono::steady_clock::now();
    fault_point(fault::before_commit);
    auto reply = co_await tools_.commit(request);
    fault_point(fault::after_commit_before_reply);
    tools_.pulse.moved(work::open);
    const auto took = std::chrono::steady_clock::now() - started;
    if (reply) {
      chunk->held().until = std::max(chunk->held().until, started + request.lease);
      tools_.metrics.commit_duration.observe(std::chrono::duration<double>(took).count());
      if (reply->has_refused_receipts) tools_.metrics.receipts_refused.add();
      co_return reply;
    }
    if (!is_passing(reply.error())) co_return reply;
    co_await sleep(pause.next());
  }
}

task<> recorder::sleep(std::chrono::nanoseconds duration) {
  asio::steady_timer timer(tools_.context, duration);
  [[maybe_unused]] auto [ec] = co_await timer.async_wait(no_throw);
}

task<result<queue::commit_reply>> recorder::commit_remembered(std::shared_ptr<chunk> chunk) {
  result<queue::commit_reply> reply = queue::commit_reply{};
  for (const auto& batch : chunk->outcomes().remembered()) {
    auto request = make_request(*chunk, batch);
    reply = co_await commit_until_answered(chunk, std::move(request));
    if (!reply) break;
  }
  co_return reply;
}

void recorder::count(const chunk& of, const outcome_batch& batch) {
  for (const auto& [via, state] : batch.ends) tools_.metrics.count_delivery(of.job().via, via, state);
  tools_.metrics.settle_up();
  tools_.metrics.commit_outcomes.observe(static_cast<double>(batch.count));
}

void recorder::end(const std::shared_ptr<chunk>& ended, const result<queue::commit_reply>& reply,
                   queue::finish how) {
  ended->commit.has_ended = true;
  ended->held().is_ended = true;
  if (reply) {
    fault_point(fault::after_final);
    const bool is_done = how != queue::finish::release && reply->open == 0;
    return tell_end(ended, reply->is_partition_done ? job_end::last
                           : is_done                ? job_end::done
                                                    : job_end::put_off);
  }
  if (reply.error().code == errc::stale) {
    if (!ended->held().is_lost) {
      tools_.metrics.fence_rejections.add();
      log::warn("commit_stale", "another worker holds the job: ours is dropped", {{"jid", ended->job().id}});
    }
  } else {
    log::error("commit_failed", reply.error().detail, {{"jid", ended->job().id}});
  }
  ended->held().is_lost = true;
  tell_end(ended, job_end::lost);
}

void recorder::tell_end(const std::shared_ptr<chunk>& ended, job_end how) {
  if (!std::exchange(ended->commit.was_told, true)) listener_.on_end(ended, how);
}

}  // namespace carillon::engine
