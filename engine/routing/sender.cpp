#include "engine/routing/sender.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "engine/routing/answer_words.hpp"

namespace carillon::engine {
namespace {

using providers::answer_class;
using providers::throttle_scope;

/// Between requests for a token that failed for a passing reason, if nobody names a wait.
constexpr std::chrono::milliseconds token_retry{5'000};

/// It says whether there is somebody at the address.
bool is_of_address(const providers::answer& told) noexcept {
  return told.meaning == answer_class::ok || told.meaning == answer_class::pending ||
         told.meaning == answer_class::dead || told.meaning == answer_class::payload;
}

}  // namespace

result<std::shared_ptr<sender>> sender::make(sender_identity identity, const providers::traits& of,
                                             std::shared_ptr<const providers::account> account,
                                             sender_tools tools) {
  std::shared_ptr<sender> made(new sender(identity, of, std::move(account), std::move(tools)));
  const auto opened = made->open();
  if (!opened) return opened.error();
  return made;
}

sender::sender(sender_identity identity, const providers::traits& of,
               std::shared_ptr<const providers::account> account, sender_tools tools)
    : identity_(identity),
      facts_(of),
      account_(std::move(account)),
      tools_(std::move(tools)),
      pace_(tools_.ceiling.value_or(of.ceiling), tools_.share) {}

result<void> sender::open() {
  for (const auto& each : account_->destinations()) {
    auto made = make_outlet(each);
    if (!made) return made.error();
    outlets_.push_back(std::move(*made));
  }
  const auto* const plan = account_->credential();
  if (!plan) return {};
  std::shared_ptr<carrier> issuer;
  if (const auto* const asked = plan->issuer()) {
    auto connected = tools_.connect(*asked);
    if (!connected) return connected.error();
    issuer = std::move(*connected);
  }
  credential_ = std::make_unique<credential>(*plan, tools_.vault.of(plan->shared_key(), carillon::now()),
                                             std::move(issuer), tools_.request_timeout);
  return {};
}

result<std::unique_ptr<outlet>> sender::make_outlet(const providers::destination& to) {
  auto connected = tools_.connect(to);
  if (!connected) return connected.error();
  auto made = std::make_unique<outlet>();
  made->url = to.url;
  made->carried_by = std::move(*connected);
  const auto* const plan = account_->credential();
  if (plan && plan->is_by_origin()) made->token = std::make_unique<shared_token>();
  return made;
}

result<outlet*> sender::outlet_for(const providers::address& to, steady_time now) {
  const auto place = account_->serves(to);
  if (place != providers::account::own_origin) {
    if (!place || *place >= outlets_.size())
      return error(errc::not_found, "the account does not serve this address");
    auto* const found = outlets_[*place].get();
    found->used = now;
    return found;
  }
  const auto wanted = account_->destination_of(to);
  if (!wanted) return wanted.error();
  auto& found = own_outlets_[wanted->url];
  if (!found) {
    auto made = make_outlet(*wanted);
    if (!made) {
      own_outlets_.erase(wanted->url);
      return made.error();
    }
    found = std::move(*made);
    found->is_of_address = true;
  }
  found->used = now;
  auto* const used = found.get();
  if (own_outlets_.size() > most_outlets) drop_idle(now, std::chrono::minutes(0));
  return used;
}

void sender::drop_idle(steady_time now, std::chrono::minutes unused_for) {
  std::erase_if(own_outlets_, [&](const auto& each) {
    const auto& one = *each.second;
    // One that rests is remembered: it would be called at once otherwise.
    return one.carried_by->load.in_flight() == 0 && one.used != now && now - one.used >= unused_for &&
           !one.rest.is_resting(now);
  });
}

admission sender::admit(outlet& by, bool is_retry, steady_time now) noexcept {
  if (!may_admit(by, now)) return admission::resting;
  if (is_retry && !retries_.may_spend(now)) return admission::no_budget;
  if (!pace_.admit(now)) return admission::paced;
  rest_.admit(now);
  by.rest.admit(now);
  if (is_retry) {
    retries_.spend(now);
  } else {
    retries_.note_first_attempt(now);
  }
  return admission::granted;
}

bool sender::is_full(const carrier& by) const noexcept {
  const auto streams = by.streams();
  return !by.load.has_room(facts_.most_in_flight == 0 ? streams : std::min(streams, facts_.most_in_flight));
}

breaker_state sender::state(steady_time now) const noexcept {
  auto worst = rest_.state(now);
  for (const auto& each : outlets_) worst = std::max(worst, each->rest.state(now));
  return worst;
}

bool sender::is_hesitant(steady_time now) const noexcept {
  const auto is_so = [&](const breaker& one) { return one.is_open() || one.is_starting(now); };
  return is_so(rest_) || std::ranges::any_of(outlets_, [&](const auto& each) { return is_so(each->rest); });
}

std::chrono::milliseconds sender::wait(const outlet& by, admission why, steady_time now) const noexcept {
  if (why == admission::paced) return pace_.wait();
  return std::max(rest_.wait(now), by.rest.wait(now));
}

void sender::hear(outlet& by, const heard& what, steady_time now) {
  const bool was_open = is_open(by);
  take_in(by, what, now);
  if (!is_open(by) || is_retired_) return;
  if (what.told.meaning == answer_class::config || what.told.meaning == answer_class::reauth) {
    report(
        {"the provider refuses this integration: its messages wait until it is saved with what the provider "
         "takes",
         answer_words(facts_.via, what.status, what.told)},
        now);
  } else if (!was_open) {
    report({"the provider cannot be used for now: messages wait, it is probed, and they go on by themselves",
            answer_words(facts_.via, what.status, what.told), true},
           now);
  }
}

void sender::take_in(outlet& by, const heard& what, steady_time now) {
  switch (what.told.meaning) {
    case answer_class::ok:
    case answer_class::pending:
    case answer_class::dead:
    case answer_class::payload:
    case answer_class::split:
      if (!what.is_first_attempt) retries_.give_back(now);
      return pass(by, now);
    case answer_class::reauth:
      if (!what.was_reauthorized) return;
      [[fallthrough]];
    case answer_class::config:
      complain(what);
      // Of one address: the account served the others, and will again.
      if (what.told.scope == throttle_scope::address) return pass(by, now);
      // An origin that is not who it should be, or may not be called, says nothing of the account.
      if (what.told.scope == throttle_scope::origin) return by.rest.refuse(now);
      return rest_.refuse(now);
    case answer_class::retry_after:
      complain(what);
      if (what.told.scope == throttle_scope::origin) by.rest.slow_down(now + what.told.wait, now);
      if (what.told.scope == throttle_scope::account) rest_.slow_down(now + what.told.wait, now);
      by.rest.put_off(now, what.is_first_attempt);
      [[fallthrough]];
    case answer_class::reconnect:
      return forget_probe(by);
    case answer_class::retry:
    case answer_class::ambiguous: {
      complain(what);
      const bool was_connecting = what.told.meaning == answer_class::retry && what.status == 0;
      rest_.forget_probe();
      if (what.status == 0 || what.status >= 500)
        return by.rest.fail(now, was_connecting, what.is_first_attempt);
      by.rest.put_off(now, what.is_first_attempt);
      return by.rest.forget_probe();
    }
  }
}

void sender::pass(outlet& by, steady_time now) {
  const bool was_open = is_open(by);
  rest_.pass(now);
  by.rest.pass(now);
  if (!was_open || is_open(by)) return;
  if (reported_) {
    reported_.reset();  // the next trouble is another one
    log::info("integration_recovered", "the provider takes messages again: those that waited go on",
              {{"project", identity_.project.to_string()},
               {"integration", identity_.integration.to_string()},
               {"provider", facts_.kind}});
  }
  // One of many origins that addresses bring is no reason to look at all that waits.
  if (tools_.on_recovered && !by.is_of_address) tools_.on_recovered(*this);
}

void sender::complain(const heard& what) noexcept {
  complaint_ = {static_cast<std::uint16_t>(what.status), what.told.reason};
}

std::uint64_t sender::pace_key(const paced_address& of) const {
  const auto shared = account_->paced_as(of.to);
  return shared == 0 ? of.hash : shared;
}

std::chrono::milliseconds sender::pause_of(const paced_address& to, steady_time now) const {
  if (pauses_.is_empty()) return {};
  return pauses_.left(pace_key(to), now);
}

void sender::note_sent_to(const paced_address& to, steady_time now) {
  if (facts_.spacing.count() > 0) pauses_.pause(pace_key(to), now + facts_.spacing, now);
}

void sender::hear_of_address(const paced_address& to, const providers::answer& told, steady_time now) {
  if (is_of_address(told)) revocations_.record(told.meaning == answer_class::dead);
  const bool is_paused = told.meaning == answer_class::retry_after && told.scope == throttle_scope::address;
  if (is_paused) pauses_.pause(pace_key(to), now + told.wait, now);
}

/// What an origin says that is not believed says nothing of the others.
void sender::hear_of_address(outlet& by, const paced_address& to, const providers::answer& told,
                             steady_time now) {
  if (by.is_of_address && is_of_address(told)) {
    by.revocations.record(told.meaning == answer_class::dead);
    if (by.revocations.is_holding()) return;
  }
  hear_of_address(to, told, now);
}

std::vector<guard_news> sender::take_guard_news(outlet* by) {
  std::string subject = identity_.integration.value.is_nil() ? std::string(facts_.kind)
                                                             : queue::short_id(identity_.integration.value);
  std::vector<guard_news> news;
  if (by && by->is_of_address) {
    const auto digest = hex_encode(as_text(sha256(by->url))).substr(0, 16);
    news.push_back({subject + ':' + digest, by->revocations.when(), by->revocations.take_untold()});
  }
  news.push_back({std::move(subject), revocations_.when(), revocations_.take_untold()});
  return news;
}

bool sender::is_open() const noexcept {
  return rest_.is_open() ||
         std::ranges::any_of(outlets_, [](const auto& each) { return each->rest.is_open(); });
}

bool sender::is_resting(steady_time now) const noexcept {
  return rest_.is_resting(now) ||
         std::ranges::any_of(outlets_, [&](const auto& each) { return each->rest.is_resting(now); });
}

void sender::forget_probe(outlet& by) noexcept {
  rest_.forget_probe();
  by.rest.forget_probe();
}

std::optional<grant> sender::authorize(outlet& by, timestamp now) {
  if (!credential_) return grant{};
  auto token = credential_->current(by.token.get(), by.url, now);
  if (!token) return std::nullopt;
  return grant{std::move(token)};
}

/// The connections go too when another token will be minted: APNs keeps refusing on those that saw the old.
void sender::refuse(outlet& by, const grant& used, timestamp now) {
  if (!credential_) return;
  const bool is_replaced = credential_->refuse(by.token.get(), used.token, now);
  if (is_replaced && !credential_->plan().issuer()) by.carried_by->retire_connections();
}

void sender::when_authorized(outlet& by, std::function<void()> done) {
  if (authorize(by, carillon::now())) return done();
  credential_->fetch([this, done = std::move(done)] {
    if (credential_->refusal()) rest_without_token();
    done();
  });
}

outlet* sender::wants_credential(timestamp now, steady_time clock) {
  if (!credential_ || !credential_->plan().issuer() || outlets_.empty()) return nullptr;
  auto& first = *outlets_.front();
  if (authorize(first, now) || rest_.is_resting(clock) || credential_->is_late(clock)) return nullptr;
  return &first;
}

bool sender::is_without_credential(steady_time now) {
  return credential_ && credential_->is_late(now) && !authorize(*outlets_.front(), carillon::now());
}

bool sender::is_closed(steady_time now) {
  if (!rest_.may_admit(now)) return true;
  if (outlets_.empty()) return false;
  return is_without_credential(now) || std::ranges::all_of(outlets_, [&](const auto& each) {
           return !each->rest.may_admit(now) || (is_full(*each) && !each->carried_by->may_line_up(now));
         });
}

std::chrono::milliseconds sender::closed_for(std::size_t recipients, double dice, steady_time now) {
  if (!rest_.may_admit(now)) return rest_.wait(now);
  if (is_without_credential(now)) return credential::patience;
  const auto requests = static_cast<double>(recipients) / static_cast<double>(facts_.most_items);
  auto soonest = std::chrono::milliseconds::max();
  for (const auto& each : outlets_) {
    soonest = std::min(soonest, each->rest.may_admit(now) ? each->carried_by->put_off(requests, dice, now)
                                                          : each->rest.wait(now));
  }
  return soonest;
}

void sender::rest_without_token() {
  const auto now = std::chrono::steady_clock::now();
  if (rest_.is_resting(now)) return;  // somebody else waited for it as well
  const auto& refusal = *credential_->refusal();
  if (refusal.meaning == answer_class::config) {
    rest_.refuse(now);
    report({"no access token can be had: messages wait until the integration is saved with a credential that "
            "counts",
            refusal.text},
           now);
  } else {
    rest_.throttle(now + std::max(refusal.wait, token_retry));
  }
  log::warn("access_token_refused", "no access token: the sender rests",
            {{"project", identity_.project.to_string()},
             {"integration", identity_.integration.to_string()},
             {"provider", facts_.kind},
             {"class", to_string(refusal.meaning)},
             {"reason", refusal.text}});
}

void sender::report(trouble what, steady_time now) {
  if (reported_ && now - *reported_ < std::chrono::minutes(5)) return;
  reported_ = now;
  tools_.on_trouble(*this, std::move(what));
}

}  // namespace carillon::engine
