#include "engine/sending/receipt_recorder.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"
#include "queue/derived_ids.hpp"

namespace carillon::engine {
namespace {

using kind = receipt_verdict::kind;

constexpr event_name undelivered_event = "delivery.undelivered";
constexpr event_name unconfirmed_event = "delivery.unconfirmed";

std::string words_of(provider via, const providers::answer& told) {
  std::string words(providers::reason_name(via, told.reason));
  if (!told.text.empty()) words.append(words.empty() ? "" : ": ").append(told.text);
  return words;
}

/// As a delivery's own events have it.
json context_of(const queue::claimed_receipts& from, const queue::awaited_receipt& about, user_id owner) {
  const auto& what = from.what;
  json context{{"channel", to_string(what.over)},
               {"provider", to_string(what.via)},
               {"broadcast_id", what.broadcast.to_string()}};
  if (owner.value.is_nil()) return context;
  const auto notification = queue::to_notification_id(what.broadcast, owner, {from.where, about.number});
  context["user_id"] = owner.to_string();
  context["notification_id"] = notification.to_string();
  context["delivery_id"] = queue::to_delivery_id(notification, what.over, about.token_hash).to_string();
  return context;
}

}  // namespace

task<result<void>> receipt_recorder::record(sender& by, asked_receipts asked, std::int64_t now_ms) {
  fault_point(fault::record_receipts);
  const auto& from = asked.claimed;
  const auto& settings = parts_.settings.receipts;
  const auto* const plan = by.account()->receipts();
  const receipt_situation about{
      .age = std::chrono::milliseconds(now_ms - from.what.sent_ms),
      .first_after = std::min<std::chrono::milliseconds>(plan->ready_after(), settings.first_after),
      .kept_for = std::min<std::chrono::milliseconds>(plan->kept_for(), settings.give_up_after)};
  const providers::address nowhere;  // its hash is all that was kept
  std::vector<receipt_verdict> verdicts;
  for (std::size_t each = 0; each < asked.told.size(); ++each) {
    const auto& told = asked.told[each];
    if (told)
      by.hear_of_address({nowhere, from.what.receipts[each].token_hash}, *told,
                         std::chrono::steady_clock::now());
    verdicts.push_back(judge_receipt(told, asked.refusal, about));
  }
  const auto owners = co_await owners_of(from, verdicts);
  if (!owners) co_return owners.error();
  const auto is_held = co_await is_guarded(by, from.what.project, verdicts);
  if (!is_held) co_return is_held.error();

  queue::receipt_conclusion outcome;
  const auto tell = [&](event_name event, std::size_t each, const std::string& reason) {
    auto context = context_of(from, from.what.receipts[each], (*owners)[each]);
    context["reason"] = reason;
    outcome.events.push_back({event, dump_json(context)});
  };
  std::vector<std::string_view> ends;
  for (std::size_t each = 0; each < verdicts.size(); ++each) {
    const auto& told = asked.told[each];
    switch (verdicts[each].what) {
      case kind::delivered:
        ends.push_back("delivered");
        break;
      case kind::undelivered: {
        const auto words = words_of(by.via(), *told);
        report(by, *told, words);
        tell(undelivered_event, each, words);
        ends.push_back("undelivered");
        break;
      }
      case kind::dead: {
        auto kept = co_await discard(by, *is_held, from, from.what.receipts[each], *told, (*owners)[each]);
        if (!kept) co_return kept.error();
        tell(undelivered_event, each, words_of(by.via(), *told) + *kept);
        ends.push_back("revoked");
        break;
      }
      case kind::ask_again:
        outcome.left.push_back(from.what.receipts[each]);
        outcome.wait = verdicts[each].wait;
        break;
      case kind::unconfirmed:
        tell(unconfirmed_event, each, "no receipt came");
        ends.push_back("unconfirmed");
        break;
    }
  }
  const auto written = co_await awaited_.conclude(std::move(asked.claimed), std::move(outcome));
  if (!written) co_return written.error();
  if (*written) {
    for (const auto outcome_name : ends) count(by.via(), outcome_name);
  }
  co_return result<void>();
}

/// Only where people are told of one.
task<result<std::vector<user_id>>> receipt_recorder::owners_of(const queue::claimed_receipts& from,
                                                               const std::vector<receipt_verdict>& verdicts) {
  const bool is_quiet = std::ranges::all_of(verdicts, [](const receipt_verdict& each) {
    return each.what == kind::delivered || each.what == kind::ask_again;
  });
  std::vector<std::pair<queue::partition, std::uint32_t>> numbers;
  if (is_quiet) co_return std::vector<user_id>();
  for (const auto& each : from.what.receipts) numbers.emplace_back(from.where, each.number);
  auto owners = co_await parts_.users.ids_of(from.what.project, std::move(numbers));
  co_return owners;
}

task<result<void>> receipt_recorder::abandon(queue::claimed_receipts claimed) {
  const auto via = claimed.what.via;
  const auto many = claimed.what.receipts.size();
  const auto written = co_await awaited_.conclude(std::move(claimed), {});
  if (!written) co_return written.error();
  if (*written) {
    for (std::size_t each = 0; each < many; ++each) count(via, "abandoned");
  }
  co_return result<void>();
}

task<result<bool>> receipt_recorder::is_guarded(sender& by, project_id project,
                                                const std::vector<receipt_verdict>& verdicts) {
  const bool is_any_dead =
      std::ranges::any_of(verdicts, [](const receipt_verdict& each) { return each.what == kind::dead; });
  if (!is_any_dead || by.is_guarded()) co_return is_any_dead;
  co_return co_await guard_.is_holding(project, by.take_guard_news());
}

task<result<std::string>> receipt_recorder::discard(sender& by, bool is_held,
                                                    const queue::claimed_receipts& from,
                                                    const queue::awaited_receipt& dead,
                                                    const providers::answer& told, user_id owner) {
  if (is_held) {
    by.report({"too many dead addresses: tokens are kept", words_of(by.via(), told)},
              std::chrono::steady_clock::now());
    co_return std::string("; the token is kept: too many are called dead at once");
  }
  if (owner.value.is_nil()) co_return std::string();
  const auto revoked =
      co_await parts_.tokens.revoke(from.what.project, {owner, from.where, dead.number}, from.what.via,
                                    dead.token_hash, dead.generation, told.dead_since_ms);
  if (!revoked) co_return revoked.error();
  if (*revoked == store::revocation::discarded) parts_.metrics.count_revoked(from.what.over);
  if (*revoked == store::revocation::kept)
    co_return std::string("; the token is kept: it was registered again since");
  co_return std::string();
}

/// Of an account that is refused today, tickets tell as well, and stop it; a receipt may be of yesterday's.
void receipt_recorder::report(sender& by, const providers::answer& told, const std::string& words) {
  if (told.meaning != providers::answer_class::config) return;
  by.report({"what the provider took it could not deliver with this integration", words},
            std::chrono::steady_clock::now());
}

void receipt_recorder::count(provider via, std::string_view outcome) {
  metrics::get_counter("carillon_receipts_total", {{"provider", to_string(via)}, {"outcome", outcome}}).add();
}

}  // namespace carillon::engine
