// What becomes of deliveries when their request was answered, or will not be: the verdicts carried out.
#include <algorithm>

#include "base/log.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/routing/answer_words.hpp"
#include "engine/routing/transport_answer.hpp"
#include "engine/sending/window.hpp"

namespace carillon::engine {
namespace {

using providers::answer;
using providers::answer_class;

device_end provider_end(provider via, int status, delivery_state state, const answer& told) noexcept {
  return {.what = device_end::kind::ended,
          .state = state,
          .via = via,
          .code = static_cast<std::uint16_t>(status),
          .reason = told.reason};
}

/// Our own verdict on a provider's answer; the provider's words go along as text.
device_end own_end(provider via, int status, delivery_state state, queue::own_reason reason) noexcept {
  return {.what = device_end::kind::ended,
          .state = state,
          .via = via,
          .code = static_cast<std::uint16_t>(status),
          .reason = queue::to_reason(reason, static_cast<std::uint16_t>(status))};
}

trouble held_back(provider via, int status, const answer& told) {
  return {"too many dead addresses: tokens are kept", answer_words(via, status, told)};
}

double seconds(std::chrono::steady_clock::duration duration) noexcept {
  return std::chrono::duration<double>(duration).count();
}

/// An answer about the message or the address: the account is as it should be.
bool speaks_for_account(const answer& told) noexcept {
  const auto meaning = told.meaning;
  return meaning == answer_class::ok || meaning == answer_class::pending || meaning == answer_class::dead ||
         meaning == answer_class::payload || meaning == answer_class::split ||
         (meaning == answer_class::config && told.scope == providers::throttle_scope::address);
}

/// It was not answered, or not with what was asked for.
bool is_overload(const answer& told, int status) noexcept {
  const bool is_asked_to_wait =
      told.meaning == answer_class::retry_after && told.scope != providers::throttle_scope::address;
  const bool has_failed = told.meaning == answer_class::ambiguous || told.meaning == answer_class::retry;
  return is_asked_to_wait || (has_failed && (status == 0 || status >= 500));
}

/// The account is what has to wait, wherever the request went.
bool is_about_account(const answer& told) noexcept {
  using providers::throttle_scope;
  if (told.meaning == answer_class::reauth) return true;
  if (told.meaning == answer_class::config)
    return told.scope != throttle_scope::origin && told.scope != throttle_scope::address;
  return told.meaning == answer_class::retry_after && told.scope == throttle_scope::account;
}

}  // namespace

void window::answered(batch& flight) {
  contain(flight, [&] {
    fault_point(fault::on_answer);
    const auto told = flight.read(carillon::now());
    tools_.metrics.duration_of(flight.by().via())
        .observe(seconds(std::chrono::steady_clock::now() - flight.started()));
    conclude(flight, told);
  });
  fill();
}

void window::failed(batch& flight, net::transport_failure failure) {
  if (failure == net::transport_failure::cancelled) {
    auto& from = flight.of();
    flight.by().forget_probe(flight.through());
    // Its job is dropped or released. What was announced and did not leave must not pass for sent.
    if (from.goes_once_at_most() && !flight.was_flushed() && !from.held().is_lost) {
      for (const auto place : flight.places()) from.settle(place, {.what = device_end::kind::held});
    }
    return free(flight);
  }
  contain(flight, [&] {
    fault_point(fault::on_failure);
    flight.response.status = 0;
    auto told = answer_for(failure);
    // Whoever brought an address where nothing may be sent is who is refused.
    const bool is_theirs = failure == net::transport_failure::blocked && flight.through().is_of_address;
    if (is_theirs) told.scope = providers::throttle_scope::address;
    conclude(flight, flight.read(told));
  });
  fill();
}

void window::conclude(batch& flight, std::span<const answer> told) {
  auto& from = flight.of();
  const auto now = std::chrono::steady_clock::now();
  kept_.clear();
  parts_.clear();
  hear(flight, told, now);
  const bool is_well = !std::ranges::all_of(
      told, [&](const answer& each) { return is_overload(each, flight.response.status); });
  flight.through().carried_by->hear(now - flight.started(), is_well);
  const auto& places = flight.places();
  for (std::size_t each = 0; each < places.size(); ++each) carry_out(flight, places[each], told[each], now);
  if (kept_.empty()) {
    free(flight);
  } else if (kept_for_ == verdict::kind::split) {
    split(from, kept_, parts_);
    free(flight);
  } else {
    flight.keep(kept_);
    if (kept_for_ == verdict::kind::reauthorize) {
      reauthorize(flight);
    } else {
      flight.was_resent = true;
      submit(flight, now, carillon::now());
    }
  }
  listener_.on_progress(from);
}

/// The sender hears of a request once, whatever the number of its deliveries, and of each address. What
/// refuses the account has the last word.
void window::hear(batch& flight, std::span<const answer> told, steady_time now) {
  auto& by = flight.by();
  const auto& places = flight.places();
  std::uint32_t heard_of = 0;
  const auto hear_of = [&](std::size_t each, std::uint32_t bit) {
    if ((heard_of & bit) != 0) return;
    heard_of |= bit;
    by.hear(flight.through(),
            {.told = told[each],
             .status = flight.response.status,
             .was_reauthorized = flight.was_reauthorized,
             .is_first_attempt = flight.of().attempt_of(places[each]) == 1},
            now);
  };
  for (std::size_t each = 0; each < told.size(); ++each) {
    tools_.metrics.count_attempt(by.via(), told[each].meaning);
    const auto& task = flight.of().task_at(places[each]);
    by.hear_of_address(flight.through(), {task.to, task.hash}, told[each], now);
    if (speaks_for_account(told[each])) hear_of(each, 1);
  }
  for (std::size_t each = 0; each < told.size(); ++each) {
    if (!speaks_for_account(told[each])) hear_of(each, 2U << static_cast<unsigned>(told[each].meaning));
  }
}

verdict window::judge_one(const batch& flight, std::size_t place, const answer& told, steady_time now) const {
  const auto& by = flight.by();
  const auto& from = flight.of();
  const auto& task = from.task_at(place);
  return judge(
      told,
      {.attempt = from.attempt_of(place),
       .remaining = is_about_account(told) ? from.remaining(now) : from.remaining(flight.through(), now),
       .dice = from.dice(),
       .doubt = by.facts().doubt,
       .items = flight.places().size(),
       .was_reauthorized = flight.was_reauthorized,
       .was_resent = flight.was_resent,
       .has_next_route = task.has_next(),
       .is_open = by.is_open(flight.through()),
       .is_serving = by.is_serving(flight.through(), now),
       .is_guarded = by.is_guarded(flight.through()),
       .is_kept_as_token = task.whose != provider::none},
      tools_.settings.retry);
}

void window::carry_out(batch& flight, std::size_t place, const answer& told, steady_time now) {
  auto& from = flight.of();
  auto& by = flight.by();
  const int status = flight.response.status;
  const auto found = judge_one(flight, place, told, now);
  // That it expired is its state; why it did not go out is what its provider said last.
  const bool is_told = found.what == verdict::kind::expire && status != 0 && told.reason != 0;
  const bool is_ours = found.ours != queue::own_reason::none && !is_told;
  const auto end = [&](delivery_state state, std::chrono::milliseconds delay = {}) {
    auto how =
        is_ours ? own_end(by.via(), status, state, found.ours) : provider_end(by.via(), status, state, told);
    from.settle(place, how, is_ours ? answer_words(by.via(), status, told) : told.text, delay);
  };
  switch (found.what) {
    case verdict::kind::deliver:
      tools_.metrics.lag_of(from.job().via)
          .observe(static_cast<double>(from.redis_ms(now) - from.job().created_ms) / 1000);
      expect_receipt(flight, place, told);
      return from.settle(place, provider_end(by.via(), status, delivery_state::delivered, told),
                         std::string(flight.note()));
    case verdict::kind::revoke:
      return revoke(flight, place, told);
    case verdict::kind::fail:
      if (found.ours == queue::own_reason::revocation_held) {
        by.report(held_back(by.via(), status, told), now);
      }
      return end(delivery_state::failed);
    case verdict::kind::expire:
      return end(delivery_state::expired);
    case verdict::kind::unknown: {
      if (!by.facts().is_asked) return end(delivery_state::unknown);
      const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now - flight.started());
      return look_for({&from, place, by.via(), told}, carillon::now() - passed);
    }
    case verdict::kind::retry:
      return end(delivery_state::retry, found.delay);
    case verdict::kind::hold:
      return hold(flight, place, told, found.delay, now);
    case verdict::kind::next_route:
      from.hop(place, answer_words(by.via(), status, told));
      from.give_back(place);
      return put_back(from);
    case verdict::kind::reauthorize:
    case verdict::kind::resend_now:
    case verdict::kind::split:
      if (kept_.empty()) kept_for_ = found.what;
      kept_.push_back(place);
      return parts_.push_back(told.part);
  }
}

/// An id that is too long to be kept leaves the delivery at what its provider said first.
void window::expect_receipt(batch& flight, std::size_t place, const answer& told) {
  if (told.meaning != answer_class::pending || told.remote_id.empty()) return;
  const auto* const plan = flight.by().account()->receipts();
  if (!plan || told.remote_id.size() > queue::longest_remote_id) return;
  flight.of().expect_receipt(place, {.via = flight.by().via(),
                                     .integration = flight.by().identity().integration,
                                     .wait = std::min<std::chrono::milliseconds>(
                                         plan->ready_after(), tools_.settings.receipts.first_after),
                                     .what = {.remote_id = told.remote_id}});
}

void window::hold(batch& flight, std::size_t place, const answer& told, std::chrono::milliseconds delay,
                  steady_time now) {
  auto& from = flight.of();
  auto& by = flight.by();
  // The credential was repaired while this one was on its way.
  if (by.is_retired()) from.want_new_senders();
  const device_end held{.what = device_end::kind::held,
                        .via = by.via(),
                        .code = static_cast<std::uint16_t>(flight.response.status),
                        .reason = told.reason};
  from.settle(place, held, {}, std::max(delay, by.wait(flight.through(), admission::resting, now)));
}

/// Its outcome waits until it is known: an event says `revoked` of a token that is gone, and of no other.
void window::revoke(batch& flight, std::size_t place, const answer& told) {
  auto& from = flight.of();
  const auto& task = from.task_at(place);
  const auto number = ++last_number_;
  revoking_.emplace(number, revocation{&from, place, flight.by().via(), flight.response.status, told});
  ++from.in_flight;
  const auto& job = from.job();
  tools_.revoke({.project = job.project,
                 .owner = {task.who->user, job.where, job.number_of(task.who->offset)},
                 .over = job.via,
                 .via = task.whose,
                 .token_hash = task.hash,
                 .generation = task.generation,
                 .dead_since_ms = told.dead_since_ms,
                 .news = flight.by().take_guard_news(&flight.through())},
                [this, number](store::revocation what_became) { conclude_revocation(number, what_became); });
}

void window::conclude_revocation(std::uint64_t number, store::revocation what_became) {
  auto found = revoking_.extract(number);
  if (found.empty()) return;  // its job was dropped meanwhile
  const auto& [from, place, via, status, told] = found.mapped();
  --from->in_flight;
  const auto kept = [&](const char* why) {
    from->settle(place, provider_end(via, status, delivery_state::failed, told), why);
  };
  switch (what_became) {
    case store::revocation::discarded:
    case store::revocation::gone:
      from->settle(place, provider_end(via, status, delivery_state::revoked, told), told.text);
      break;
    case store::revocation::kept:
      kept("the token is kept: it was registered after it became invalid");
      break;
    case store::revocation::held:
      from->settle(place, own_end(via, status, delivery_state::failed, queue::own_reason::revocation_held),
                   answer_words(via, status, told));
      if (auto* const by = from->task_at(place).asked())
        by->report(held_back(via, status, told), std::chrono::steady_clock::now());
      break;
    case store::revocation::unknown:
      kept("the token is kept for now: it could not be discarded");
      break;
  }
  listener_.on_progress(*from);
  fill();
}

void window::look_for(const lost_answer& lost, timestamp since) {
  const auto number = ++last_number_;
  looked_for_.emplace(number, lost);
  ++lost.from->in_flight;
  tools_.look_for({lost.from->shared_from_this(), lost.place, since},
                  [this, number](const providers::sighting& found) { conclude_search(number, found); });
}

/// What is nowhere to be seen may still be on its way: it is not sent again.
void window::conclude_search(std::uint64_t number, const providers::sighting& found) {
  const auto node = looked_for_.extract(number);
  if (node.empty()) return;  // its job was dropped meanwhile, and stays announced
  const auto& [from, place, via, told] = node.mapped();
  --from->in_flight;
  if (found.what == providers::sighting::kind::taken) {
    const bool is_good =
        found.told.meaning == answer_class::ok || found.told.meaning == answer_class::pending;
    auto text = found.told.text.empty() ? std::string("found in the account's list") : found.told.text;
    from->settle(
        place, provider_end(via, 0, is_good ? delivery_state::delivered : delivery_state::failed, found.told),
        std::move(text));
  } else {
    const bool is_absent = found.what == providers::sighting::kind::absent;
    auto text = told.text.empty() ? std::string() : told.text + "; ";
    text += is_absent ? "the account lists no such message" : "the account could not tell";
    auto how = own_end(via, 0, delivery_state::unknown, queue::own_reason::in_doubt);
    from->settle(place, how, std::move(text));
  }
  listener_.on_progress(*from);
  fill();
}

/// The slot keeps its place while a new credential is made or fetched, then sends again, once.
void window::reauthorize(batch& flight) {
  flight.was_reauthorized = true;
  flight.by().refuse(flight.through(), flight.used(), carillon::now());
  flight.by().when_authorized(flight.through(), [this, &flight, number = flight.flight()] {
    if (flight.flight() != number) return;  // its job was dropped meanwhile
    contain(flight, [&] {
      fault_point(fault::on_reauthorized);
      submit(flight, std::chrono::steady_clock::now(), carillon::now());
    });
    fill();
  });
}

}  // namespace carillon::engine
