// Several workers that claim, commit, die, freeze, come back and forget, at random but repeatably, against
// one real Redis; then the books. Knows what the protocol promises, not how the scripts keep it.
#pragma once

#include <map>
#include <random>
#include <set>

#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {

/// The built-in scripts without one guard: they must not pass what the real ones pass.
class mutant {
 public:
  explicit mutant(std::string_view guard) {
    const auto& real = queue::built_in_scripts();
    for (auto [changed, original] :
         {std::pair{&set_.commit, &real.commit}, std::pair{&set_.renew, &real.renew},
          std::pair{&set_.planned, &real.planned}}) {
      texts_.push_back(std::make_unique<std::string>(without(original->body(), guard)));
      *changed = net::redis_script(original->name(), *texts_.back());
    }
  }
  const queue::script_set& scripts() const { return set_; }

 private:
  static std::string without(std::string_view script, std::string_view guard) {
    const auto opening = "--[[guard:" + std::string(guard) + "]]";
    const auto closing = "--[[/guard:" + std::string(guard) + "]]";
    std::string text(script);
    for (auto from = text.find(opening); from != std::string::npos; from = text.find(opening)) {
      text.erase(from, text.find(closing) + closing.size() - from);
    }
    return text;
  }
  std::vector<std::unique_ptr<std::string>> texts_;
  queue::script_set set_ = queue::built_in_scripts();
};

class protocol_model : public queue_test {
 protected:
  static constexpr std::uint32_t users = 30;
  static constexpr std::array channels = {channel::mobile_push, channel::web_push, channel::email,
                                          channel::sms};
  static constexpr std::size_t recipients = users * channels.size();

  /// What the run broke, as sentences; empty when all invariants held.
  std::vector<std::string> violations_of(unsigned seed, const queue::script_set& scripts) {
    call({"FLUSHALL"});
    random_.seed(seed);
    violations_.clear();
    held_.clear();
    sent_.clear();
    rightful_.clear();
    workers_.clear();
    for (int count = 0; count < 3; ++count) workers_.push_back(another_worker(scripts));
    have_users(users);
    auto plan = request();
    plan.steps.clear();
    for (const channel via : channels) plan.steps.push_back({via});
    run(workers_[0]->plan_everyone(plan, here)).value();
    for (int step = 0; step < 300; ++step) take_step();
    drain();
    check_books();
    return violations_;
  }

 private:
  struct holding {
    std::size_t worker;
    queue::claimed_job job;  ///< with the worker's own view of its outcomes
  };

  unsigned below(unsigned bound) { return std::uniform_int_distribution<unsigned>(0, bound - 1)(random_); }

  void take_step() {
    const auto dice = below(100);
    if (dice < 20 || held_.empty()) return claim_one(below(3));
    auto& chosen = held_[below(static_cast<unsigned>(held_.size()))];
    if (dice < 60) return send(chosen, some_outcomes(chosen.job), finish::no);
    if (dice < 70 && !sent_.empty()) return send_again();
    if (dice < 80) return send(chosen, some_outcomes(chosen.job), finish::done);  // often too early
    if (dice < 86) return send(chosen, some_outcomes(chosen.job), finish::retry);
    if (dice < 89) return send(chosen, "", finish::release);
    if (dice < 95) return expire(chosen.job.id);
    run(workers_[0]->stage(here)).value();
  }

  using finish = queue::finish;

  void claim_one(std::size_t worker) {
    for (auto& job : run(workers_[worker]->claim(here, all_lanes, 1, long_lease)).value()) {
      rightful_[job.id] = {job.right.owner, job.right.token};
      held_.push_back({worker, std::move(job)});
    }
  }

  /// The lease runs out; its owner does not know and goes on.
  void expire(const std::string& jid) {
    if (call({"ZADD", names().leases(here), "XX", "CH", "1", jid}).integer != 1) return;
    run(workers_[0]->reap(here, long_lease)).value();
    call({"HSET", names().job(here, jid), "lost", "0"});  // poison is another test's business
    rightful_.erase(jid);
  }

  std::string some_outcomes(queue::claimed_job& job) {
    std::string records;
    for (const auto offset : offsets_of(job)) {
      if (is_terminal(job.state_of(offset)) || below(3) != 0) continue;
      const auto attempt = static_cast<std::uint8_t>(job.attempts_of(offset) + 1);
      const auto dice = below(10);
      auto state = dice < 7 ? delivery_state::delivered : delivery_state::failed;
      if (dice >= 8 && attempt < 5) state = delivery_state::retry;
      queue::append_packed(records, outcome(offset, state, attempt));
      job.outcomes[offset] = static_cast<char>(static_cast<unsigned>(state) | attempt << 4);
    }
    return records;
  }

  void send(holding& from, std::string records, finish end) {
    const auto request = commit_for(from.job, std::move(records), end);
    const auto worker = from.worker;
    sent_.push_back({worker, request});
    const bool was_rightful = is_rightful(request);
    const auto reply = run(workers_[worker]->commit(request));
    if (!was_rightful && (reply || reply.error().code != errc::stale)) {
      violations_.push_back("a worker that had lost " + request.job_id + " was allowed to write");
    }
    if (was_rightful && !reply && reply.error().code == errc::stale) {
      violations_.push_back("the owner of " + request.job_id + " was refused");
    }
    if (reply && end != finish::no && was_rightful) rightful_.erase(request.job_id);
    const bool goes_on = reply ? end == finish::no : reply.error().code == errc::incomplete;
    if (!goes_on) {
      std::erase_if(held_, [&](const holding& one) {
        return one.job.id == request.job_id && one.job.right.token == request.right.token &&
               one.job.right.owner == request.right.owner;
      });
    }
    if (below(4) == 0) send_again();
  }

  /// A reply was lost: the same request once more, now or later.
  void send_again() {
    auto repeated =
        sent_[sent_.size() - 1 - below(static_cast<unsigned>(std::min<std::size_t>(sent_.size(), 8)))];
    // A final commit that was refused is not repeated: by then the worker knows better.
    if (repeated.second.finish != finish::no && is_rightful(repeated.second)) return;
    const auto reply = run(workers_[repeated.first]->commit(repeated.second));
    if (reply && reply->accepted > 0) violations_.push_back("a repeated commit was counted again");
  }

  bool is_rightful(const queue::commit_request& request) const {
    const auto found = rightful_.find(request.job_id);
    return found != rightful_.end() && found->second.first == request.right.owner &&
           found->second.second == request.right.token;
  }

  /// All workers die; one good one finishes what it is given.
  void drain() {
    held_.clear();
    for (int round = 0; round < 50; ++round) {
      for (const auto& leased : call({"ZRANGE", names().leases(here), "0", "-1"}).elements)
        expire(leased.text);
      const auto due = call({"ZRANGE", names().due(here), "0", "-1"});
      for (const auto& waiting : due.elements) call({"ZADD", names().due(here), "1", waiting.text});
      run(workers_[0]->stage(here)).value();
      auto jobs = run(workers_[0]->claim(here, all_lanes, 100, long_lease)).value();
      if (jobs.empty()) return;
      for (auto& job : jobs) {
        std::string rest;
        for (const auto offset : offsets_of(job)) {
          if (is_terminal(job.state_of(offset))) continue;
          const auto attempt = static_cast<std::uint8_t>(job.attempts_of(offset) + 1);
          queue::append_packed(rest, outcome(offset, delivery_state::delivered, attempt));
        }
        if (!run(workers_[0]->commit(commit_for(job, rest, finish::done))))
          violations_.push_back("cannot be finished");
      }
    }
    violations_.push_back("work never ends");
  }

  void check_books() {
    std::map<int, std::int64_t> events, bytes;
    std::set<std::string> settled;
    for (const auto& entry : call({"XRANGE", names().events(here, project), "-", "+"}).elements) {
      const auto& fields = entry.elements.at(1).elements;
      for (const auto& record : queue::unpack_records(fields.at(5).text).value()) {
        ++events[static_cast<int>(record.recipient_state)];
        auto what = fields.at(3).text + " " + std::to_string(record.offset);
        if (!is_terminal(record.recipient_state)) what += " attempt " + std::to_string(record.attempt);
        if (!settled.insert(what).second) violations_.push_back("two events: " + what);
      }
    }
    for (const channel via : channels) {
      const auto jid = queue::short_id(broadcast.value) + ":" + std::to_string(static_cast<int>(via)) + ":0";
      for (const char one : call({"GET", names().outcomes(here, jid)}).text) ++bytes[one & 15];
    }
    if (counter("f") != failed_in_bytes())
      violations_.push_back("failed recipients: counter and bytes differ");
    std::int64_t terminal = 0;
    for (const int state : {2, 3, 5, 6, 7, 8}) {
      const auto counted = counter("s" + std::to_string(state));
      if (counted != events[state] || counted != bytes[state]) {
        violations_.push_back("state " + std::to_string(state) + ": counters, events and bytes differ");
      }
      terminal += counted;
    }
    if (counter("s4") != events[4]) violations_.push_back("retries: counters and events differ");
    if (terminal != recipients)
      violations_.push_back("recipients with an outcome: " + std::to_string(terminal));
    if (counter("jobs_done") != counter("jobs")) violations_.push_back("jobs done and jobs differ");
    const auto left = run(workers_[0]->measure()).value();
    if (left.ready_jobs[1] + left.leased + left.due + left.dead != 0) violations_.push_back("jobs are left");
  }

  /// Recipients that failed on some channel.
  std::int64_t failed_in_bytes() {
    std::vector<bool> has_failed(users);
    for (const channel via : channels) {
      const auto jid = queue::short_id(broadcast.value) + ":" + std::to_string(static_cast<int>(via)) + ":0";
      const auto bytes = call({"GET", names().outcomes(here, jid)}).text;
      for (std::size_t offset = 0; offset < bytes.size(); ++offset) {
        const int state = bytes[offset] & 15;
        if (state == 3 || state >= 6) has_failed[offset] = true;
      }
    }
    return std::ranges::count(has_failed, true);
  }

  std::mt19937 random_;
  std::vector<std::unique_ptr<queue::queue>> workers_;
  std::vector<holding> held_;
  std::vector<std::pair<std::size_t, queue::commit_request>> sent_;
  std::map<std::string, std::pair<std::string, std::uint64_t>> rightful_;
  std::vector<std::string> violations_;
};

}  // namespace carillon::test
