#include "engine/sending/verdict.hpp"

#include <algorithm>

#include "engine/outcome/retry_policy.hpp"

namespace carillon::engine {
namespace {

using enum verdict::kind;
using providers::answer;
using providers::answer_class;
using providers::throttle_scope;

/// How often is looked at a message that has no attempts left, while only its service is known to fail.
constexpr std::chrono::milliseconds longest_look{30'000};

/// It is not the message's fault: who can, goes elsewhere, and the others wait, as long as they may.
verdict put_off(const situation& about) noexcept {
  if (about.has_next_route) return {next_route};
  if (about.remaining.count() <= 0) return {expire, {}, queue::own_reason::expired};
  return {hold};
}

/// Attempts end what others do not fail at. What an outage spent them on ends by its age.
verdict end_of_attempts(const situation& about, std::chrono::milliseconds backoff) noexcept {
  if (about.is_serving) return {fail, {}, queue::own_reason::retries_exhausted};
  const auto delay = std::min(backoff, longest_look);
  if (delay >= about.remaining) return {expire, {}, queue::own_reason::expired};
  return {hold, delay};
}

verdict try_again(const answer& told, const situation& about, const config::retry_settings& policy) {
  if (told.max_attempts != 0 && about.attempt >= told.max_attempts) return {fail};
  attempt_facts facts{
      .attempt = about.attempt, .remaining = about.remaining, .asked_for = std::nullopt, .dice = about.dice};
  if (told.wait.count() > 0) facts.asked_for = told.wait;
  const auto decided = decide_retry(policy, facts);
  switch (decided.what) {
    case retry_decision::kind::again:
      return {retry, decided.delay};
    case retry_decision::kind::exhausted:
      return end_of_attempts(about, decided.delay);
    case retry_decision::kind::expired:
      return {expire, {}, queue::own_reason::expired};
  }
  return {hold};
}

/// A service that is out, or asks everybody to wait, is not charged to the message.
verdict wait_or_try_again(const answer& told, const situation& about, const config::retry_settings& policy) {
  const bool asks_all = told.meaning == answer_class::retry_after &&
                        (told.scope == throttle_scope::account || told.scope == throttle_scope::origin);
  return asks_all || about.is_open ? put_off(about) : try_again(told, about, policy);
}

}  // namespace

verdict judge(const answer& told, const situation& about, const config::retry_settings& policy) {
  switch (told.meaning) {
    case answer_class::ok:
    case answer_class::pending:
      return {deliver};
    case answer_class::reauth:
      return about.was_reauthorized ? put_off(about) : verdict{reauthorize};
    case answer_class::config:
      // Who is refused there is the owner of the address, and no patience of ours changes that.
      if (told.scope == throttle_scope::address) return {fail};
      return put_off(about);
    case answer_class::dead:
      if (!about.is_kept_as_token) return {fail};
      return about.is_guarded ? verdict{fail, {}, queue::own_reason::revocation_held} : verdict{revoke};
    case answer_class::payload:
      return {fail};
    case answer_class::split:
      return {about.items > 1 ? split : fail};
    case answer_class::reconnect:
      return about.was_resent ? wait_or_try_again(told, about, policy) : verdict{resend_now};
    case answer_class::ambiguous:
      if (about.doubt == providers::in_doubt::leave) return {unknown};
      return wait_or_try_again(told, about, policy);
    case answer_class::retry:
    case answer_class::retry_after:
      return wait_or_try_again(told, about, policy);
  }
  return {hold};
}

}  // namespace carillon::engine
