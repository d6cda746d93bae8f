#include "engine/roles/receipt_collector.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/routing/awaited_exchange.hpp"
#include "engine/routing/quoted_secret.hpp"
#include "engine/routing/transport_answer.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds usual_look = 10s;
constexpr std::chrono::milliseconds soonest_look = 50ms;
/// A worker that dies while it asks leaves them to others after it.
constexpr std::chrono::milliseconds lease = 2min;
/// In hand at a time; more wait in Redis.
constexpr std::size_t most_held = 3'000;
/// Of one response: an error takes some 300 bytes a receipt.
constexpr std::size_t most_body = 1 << 20;

}  // namespace

receipt_collector::receipt_collector(worker_parts& parts, sender_registry& senders)
    : parts_(parts), senders_(senders), awaited_(parts.queue.link(), parts.queue.names()), recorder_(parts) {}

task<> receipt_collector::run() {
  while (true) {
    fault_point(fault::receipt_round);
    gathered_.clear();  // of a round that ended early: its claims end by themselves
    held_ = 0;
    const auto next = co_await go_round();
    if (!next && !is_passing(next.error())) log::error("receipts_failed", next.error().detail);
    co_await parts_.sleep(jittered(next ? *next : usual_look));
  }
}

task<result<std::chrono::milliseconds>> receipt_collector::go_round() {
  auto soonest = std::clamp<std::chrono::milliseconds>(parts_.settings.receipts.first_after / 10,
                                                       soonest_look, usual_look);
  for (unsigned where = 0; where < queue::partition_count; ++where) {
    auto found = co_await awaited_.claim(static_cast<queue::partition>(where), lease);
    if (!found) co_return found.error();
    now_ms_ = found->now_ms;
    for (auto& each : found->taken) {
      held_ += each.what.receipts.size();
      gathered_[{each.what.project, each.what.via, each.what.integration}].push_back(std::move(each));
    }
    if (found->next_due) soonest = std::clamp(*found->next_due, soonest_look, soonest);
    if (held_ < most_held) continue;
    const auto asked = co_await ask_all();
    if (!asked) co_return asked.error();
  }
  const auto asked = co_await ask_all();
  if (!asked) co_return asked.error();
  co_return soonest;
}

task<result<void>> receipt_collector::ask_all() {
  held_ = 0;
  for (auto& [whose, claimed] : std::exchange(gathered_, {})) {
    const auto asked = co_await ask(whose, std::move(claimed));
    if (!asked) co_return asked.error();
  }
  co_return result<void>();
}

task<result<void>> receipt_collector::ask(account whose, claims claimed) {
  const auto& [project, via, integration] = whose;
  const auto routes = co_await senders_.routes_of(project);
  if (!routes) co_return routes.error();
  const auto& senders = (*routes)->senders();
  const auto by = std::ranges::find_if(senders, [&](const auto& each) {
    return each->via() == via && each->identity().integration == integration;
  });
  if (by != senders.end() && (*by)->account()->receipts() && (*by)->home()) {
    const auto asked = co_await ask_sender(**by, std::move(claimed));
    co_return asked;
  }
  for (auto& each : claimed) {  // its integration was removed
    const auto left = co_await recorder_.abandon(std::move(each));
    if (!left) co_return left.error();
  }
  co_return result<void>();
}

task<result<void>> receipt_collector::ask_sender(sender& by, claims claimed) {
  std::vector<asked_receipts> asked;
  std::vector<share> all;
  for (auto& each : claimed) {
    const auto many = each.what.receipts.size();
    for (std::size_t receipt = 0; receipt < many; ++receipt) all.push_back({asked.size(), receipt});
    asked.push_back({.claimed = std::move(each),
                     .told = std::vector<std::optional<providers::answer>>(many),
                     .refusal = std::nullopt});
  }
  const auto most = by.account()->receipts()->most_items();
  for (std::size_t first = 0; first < all.size(); first += most) {
    const auto last = std::min(first + most, all.size());
    std::vector<share> some(all.begin() + static_cast<std::ptrdiff_t>(first),
                            all.begin() + static_cast<std::ptrdiff_t>(last));
    const bool is_answered = co_await ask_once(by, asked, std::move(some));
    if (!is_answered) break;
  }
  for (auto& each : asked) {
    const auto recorded = co_await recorder_.record(by, std::move(each), now_ms_);
    if (!recorded) co_return recorded.error();
  }
  co_return result<void>();
}

task<bool> receipt_collector::ask_once(sender& by, std::vector<asked_receipts>& asked,
                                       std::vector<share> which) {
  auto& through = *by.home();
  const auto refuse = [&](const providers::answer& why) {
    for (auto& each : asked) each.refusal = why;
  };
  const auto started = std::chrono::steady_clock::now();
  if (by.is_resting(started)) {
    refuse({.meaning = providers::answer_class::retry_after,
            .wait = by.wait(through, admission::resting, started)});
    co_return false;
  }
  std::vector<std::string> ids;
  for (const auto& each : which)
    ids.push_back(asked[each.claim].claimed.what.receipts[each.receipt].remote_id);
  const auto& plan = *by.account()->receipts();
  awaited_exchange call(parts_.context, through.carried_by);
  call.most_body = most_body;
  plan.ask(ids, call.request);
  fault_point(fault::ask_receipts);
  const auto failure = co_await call.send(parts_.settings.providers.request_timeout);
  const auto now = std::chrono::steady_clock::now();
  if (failure) {
    const auto why = answer_for(*failure);
    by.hear(through, {.told = why, .status = 0}, now);
    refuse(why);
    co_return false;
  }
  auto read = plan.read(call.response, ids, carillon::now());
  if (read.refusal) {
    by.hear(through, {.told = *read.refusal, .status = call.response.status}, now);
    refuse(*read.refusal);
    co_return false;
  }
  for (std::size_t each = 0; each < which.size(); ++each) {
    auto& told = read.told[each];
    if (told) told->text = without_secrets(std::move(told->text), call.request, secret_parts::headers);
    asked[which[each].claim].told[which[each].receipt] = std::move(told);
  }
  co_return true;
}

}  // namespace carillon::engine
