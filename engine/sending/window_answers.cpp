// What an answer means for its delivery: the one place where classes of answers become outcomes (providers.md
// 0).
#include <algorithm>

#include "base/log.hpp"
#include "engine/outcome/retry_policy.hpp"
#include "engine/parts/fault_point.hpp"
#include "engine/routing/integration_alarm.hpp"
#include "engine/routing/transport_answer.hpp"
#include "engine/sending/window.hpp"

namespace carillon::engine {
namespace {

using providers::answer;
using providers::answer_class;
using store::revocation;

device_end provider_end(const delivery& flight, delivery_state state, const answer& told) noexcept {
  return {.what = device_end::kind::ended,
          .state = state,
          .via = flight.task().by->via(),
          .code = static_cast<std::uint16_t>(flight.response.status),
          .reason = told.reason};
}

/// Our own verdict on a provider's answer; the provider's words go along as text.
device_end own_end(const delivery& flight, delivery_state state, queue::own_reason reason) noexcept {
  return {.what = device_end::kind::ended,
          .state = state,
          .via = flight.task().by->via(),
          .code = static_cast<std::uint16_t>(flight.response.status),
          .reason = queue::to_reason(reason, static_cast<std::uint16_t>(flight.response.status))};
}

std::string words_of(const delivery& flight, const answer& told) {
  const auto via = flight.task().by->via();
  std::string text(to_string(via));
  if (flight.response.status != 0) text += ' ' + std::to_string(flight.response.status);
  const auto name = providers::reason_name(via, told.reason);
  if (!name.empty()) text.append(" ").append(name);
  if (!told.text.empty()) text.append(": ").append(told.text);
  return text.substr(0, 200);
}

double seconds(std::chrono::steady_clock::duration duration) noexcept {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

void window::answered(delivery& flight) {
  contain(flight, [&] {
    fault_point(fault::on_answer);
    const auto told = flight.read(carillon::now());
    parts_.metrics.duration_of(flight.by().via())
        .observe(seconds(std::chrono::steady_clock::now() - flight.started()));
    conclude(flight, told);
  });
  fill();
}

void window::failed(delivery& flight, net::transport_failure failure) {
  if (failure == net::transport_failure::cancelled) {
    flight.by().rest().forget_probe();
    return free(flight);  // nothing is recorded: its job is dropped or released
  }
  contain(flight, [&] {
    fault_point(fault::on_failure);
    flight.response.status = 0;
    conclude(flight, answer_for(failure));
  });
  fill();
}

void window::conclude(delivery& flight, const answer& told) {
  auto& by = flight.by();
  const auto now = std::chrono::steady_clock::now();
  parts_.metrics.count_attempt(by.via(), told.meaning);
  switch (told.meaning) {
    case answer_class::ok:
    case answer_class::pending: {
      by.rest().pass();
      by.revocations().record(false);
      const auto& from = flight.of();
      parts_.metrics.lag.observe(static_cast<double>(from.redis_ms(now) - from.job().created_ms) / 1000);
      return end(flight, provider_end(flight, delivery_state::delivered, told), std::string(flight.note()));
    }
    case answer_class::reauth:
      if (!flight.was_reauthorized) return reauthorize(flight);
      [[fallthrough]];
    case answer_class::config:
      return conclude_config(flight, told, now);
    case answer_class::dead:
      by.rest().pass();
      by.revocations().record(true);
      return conclude_dead(flight, told);
    case answer_class::payload:
    case answer_class::split:  // one request, one delivery: there are no halves
      by.rest().pass();
      by.revocations().record(false);
      return end(flight, provider_end(flight, delivery_state::failed, told), told.text);
    case answer_class::retry_after:
      if (told.scope == providers::throttle_scope::account) by.rest().throttle(now + told.wait);
      [[fallthrough]];
    case answer_class::retry:
    case answer_class::reconnect:
    case answer_class::ambiguous:
      by.rest().forget_probe();
      return conclude_retry(flight, told, now);
  }
}

void window::conclude_retry(delivery& flight, const answer& told, steady_time now) {
  const auto& from = flight.of();
  attempt_facts facts{.attempt = from.attempt_of(flight.place()),
                      .remaining = from.remaining(now),
                      .asked_for = std::nullopt,
                      .dice = from.dice()};
  if (told.wait.count() > 0) facts.asked_for = told.wait;
  const auto decision = decide_retry(parts_.settings.retry, facts);
  switch (decision.what) {
    case retry_decision::kind::again:
      return end(flight, provider_end(flight, delivery_state::retry, told), told.text, decision.delay);
    case retry_decision::kind::exhausted:
      return end(flight, own_end(flight, delivery_state::failed, queue::own_reason::retries_exhausted),
                 words_of(flight, told));
    case retry_decision::kind::expired:
      return end(flight, own_end(flight, delivery_state::expired, queue::own_reason::expired),
                 words_of(flight, told));
  }
}

void window::conclude_dead(delivery& flight, const answer& told) {
  auto& by = flight.by();
  const auto& what = flight.task();
  if (by.revocations().is_holding()) {
    report_trouble(parts_, by, {"too many dead addresses: tokens are kept", words_of(flight, told)});
    return end(flight, own_end(flight, delivery_state::failed, queue::own_reason::revocation_held),
               words_of(flight, told));
  }
  const auto& job = flight.of().job();
  const dead_address address{.project = job.project,
                             .owner = {what.who->user, job.where, job.number_of(what.who->offset)},
                             .via = by.via(),
                             .token_hash = what.device->hash,
                             .generation = what.device->generation,
                             .dead_since_ms = told.dead_since_ms};
  revoker_.revoke(address, [this, &flight, number = flight.flight(), told](revocation what_became) {
    if (flight.flight() != number) return;  // its job was dropped meanwhile
    contain(flight, [&] { conclude_revocation(flight, told, what_became); });
    fill();
  });
}

/// The slot waited for it: an event says `revoked` of a token that is gone, and of no other.
void window::conclude_revocation(delivery& flight, const answer& told, revocation what_became) {
  switch (what_became) {
    case revocation::discarded:
    case revocation::gone:
      return end(flight, provider_end(flight, delivery_state::revoked, told), told.text);
    case revocation::kept:
      return end(flight, provider_end(flight, delivery_state::failed, told),
                 "the token is kept: it was registered after it became invalid");
    case revocation::unknown:
      return end(flight, provider_end(flight, delivery_state::failed, told),
                 "the token is kept for now: it could not be discarded");
  }
}

void window::conclude_config(delivery& flight, const answer& told, steady_time now) {
  auto& by = flight.by();
  by.rest().refuse(now);
  if (by.is_retired()) {  // the credential was repaired while this one was on its way
    flight.of().want_new_senders();
    return end(flight, {.what = device_end::kind::held, .via = by.via()}, {}, by.rest().wait(now));
  }
  report_trouble(parts_, by,
                 {"the provider refuses this integration: its messages wait", words_of(flight, told)});
  end(flight, {.what = device_end::kind::held, .via = by.via()}, {}, by.rest().wait(now));
}

/// The slot keeps its place while a new credential is made or fetched, then sends again, once.
void window::reauthorize(delivery& flight) {
  flight.was_reauthorized = true;
  flight.by().refuse(flight.used(), carillon::now());
  flight.by().when_authorized([this, &flight, number = flight.flight()] {
    if (flight.flight() != number) return;  // its job was dropped meanwhile
    contain(flight, [&] {
      fault_point(fault::on_reauthorized);
      submit(flight, std::chrono::steady_clock::now(), carillon::now());
    });
    fill();
  });
}

}  // namespace carillon::engine
