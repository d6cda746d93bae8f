// Who delivers for one integration of a project: its account, connections, credential, and how it is doing.
// Made by the sender_registry; a new version of the integration is a new sender. What an account may do
// differently is its provider's to say: there is one kind of sender. One io thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "engine/outcome/address_pauses.hpp"
#include "engine/outcome/breaker.hpp"
#include "engine/outcome/guard_news.hpp"
#include "engine/outcome/rate_limiter.hpp"
#include "engine/outcome/retry_budget.hpp"
#include "engine/outcome/revocation_guard.hpp"
#include "engine/routing/carrier.hpp"
#include "engine/routing/credential.hpp"
#include "providers/provider.hpp"
#include "queue/job.hpp"

namespace carillon::engine {

/// Whose sender it is.
struct sender_identity {
  project_id project;
  integration_id integration;  ///< none: the provider needs none
  std::uint64_t version = 0;
  bool is_cut_to_fit = true;  ///< providers.long_pushes
};

/// One origin of an account: connections, and whether they may be used.
struct outlet {
  std::string url;
  std::shared_ptr<carrier> carried_by;
  breaker rest{};
  std::unique_ptr<shared_token> token{};  ///< of this origin, where the plan has one for each
  steady_time used{};
  bool is_of_address = false;  ///< an address brought it: a hook's, a subscription's
  revocation_guard revocations{revocation_guard::of_origin};  ///< of such a one
};

/// A credential for one request; of an account that needs none it is empty.
struct grant {
  shared_token::reference token;
  std::string_view text() const noexcept { return token ? token->text.reveal() : std::string_view(); }
};

/// An address, for what holds of it whatever is sent.
struct paced_address {
  const providers::address& to;
  std::uint64_t hash = 0;  ///< of the address
};

/// An answer and what it answered.
struct heard {
  const providers::answer& told;
  int status = 0;  ///< 0: no response came
  bool was_reauthorized = false;
  bool is_first_attempt = false;  ///< of its message
};

struct trouble {
  std::string_view summary;  ///< a sentence of ours
  std::string words;         ///< the provider's, sanitised
  bool is_passing = false;   ///< nobody has to mend anything
};

/// Whether a request may start now, and who forbids it.
enum class admission : std::uint8_t {
  granted,
  resting,    ///< its breaker
  no_budget,  ///< it is a retry, and there were too many
  paced,      ///< the account's ceiling is reached
};

class sender;

/// What a sender needs of its surroundings.
struct sender_tools {
  std::function<result<std::shared_ptr<carrier>>(const providers::destination&)> connect;
  std::function<void(sender&, trouble)> on_trouble;
  std::function<void(sender&)> on_recovered;  ///< its breaker closed: what waits may come back
  token_vault& vault;
  std::chrono::milliseconds request_timeout{15'000};
  unsigned share = 1;                        ///< senders like it in this process
  std::optional<providers::rate> ceiling{};  ///< instead of traits::ceiling
};

class sender {
 public:
  static constexpr std::size_t most_outlets = 2'000;  ///< of addresses that have their own origin
  static constexpr std::size_t sends_worth_telling = 100;

  /// invalid_argument when an origin of the account cannot be called. `of` is static.
  static result<std::shared_ptr<sender>> make(sender_identity identity, const providers::traits& of,
                                              std::shared_ptr<const providers::account> account,
                                              sender_tools tools);
  sender(const sender&) = delete;
  sender& operator=(const sender&) = delete;

  const sender_identity& identity() const noexcept { return identity_; }
  const providers::traits& facts() const noexcept { return facts_; }
  provider via() const noexcept { return facts_.via; }
  const std::shared_ptr<const providers::account>& account() const noexcept { return account_; }

  /// Where the address is reached; made when it is its own origin. Stays until drop_idle(). not_found when
  /// the account does not serve it; else the address is none.
  result<outlet*> outlet_for(const providers::address& to, steady_time now);
  /// The first of the account's own origins, where it is asked about what it took; null: it has none.
  outlet* home() noexcept { return outlets_.empty() ? nullptr : outlets_.front().get(); }
  /// Ways to origins of addresses that nobody used for that long go.
  void drop_idle(steady_time now, std::chrono::minutes unused_for);

  /// Takes room for a request; of those that are no first attempts a few only while others fail, and a few
  /// only of any while it is being probed.
  admission admit(outlet& by, bool is_retry, steady_time now) noexcept;
  bool may_admit(const outlet& by, steady_time now) const noexcept {
    return rest_.may_admit(now) && by.rest.may_admit(now);
  }
  /// Has as many requests as it may: by its answers, by the streams there are, by traits::most_in_flight.
  bool is_full(const carrier& by) const noexcept;
  bool is_full(const outlet& by) const noexcept { return is_full(*by.carried_by); }
  bool is_open(const outlet& by) const noexcept { return rest_.is_open() || by.rest.is_open(); }
  /// Who fails through it now has himself to blame: others are served.
  bool is_serving(const outlet& by, steady_time now) const noexcept { return by.rest.is_serving(now); }
  /// Of the account, or of an origin of its own.
  bool is_open() const noexcept;
  bool is_resting(steady_time now) const noexcept;
  bool is_resting(const outlet& by, steady_time now) const noexcept {
    return rest_.is_resting(now) || by.rest.is_resting(now);
  }
  /// Being probed, or not at its pace yet: much of what would be sent now will wait.
  bool is_hesitant(steady_time now) const noexcept;
  /// How long who found no admission had better wait; at least a second.
  std::chrono::milliseconds wait(const outlet& by, admission why, steady_time now) const noexcept;
  /// The worst of the account and its own origins.
  breaker_state state(steady_time now) const noexcept;
  /// What an answer tells of everybody that is sent to by the same account, or through the same outlet. Once
  /// a request. People are told when it opens a breaker.
  void hear(outlet& by, const heard& what, steady_time now);
  /// What it tells of its address. Once a delivery; and of what a receipt says of it, which no outlet
  /// brought.
  void hear_of_address(const paced_address& to, const providers::answer& told, steady_time now);
  void hear_of_address(outlet& by, const paced_address& to, const providers::answer& told, steady_time now);
  /// How long that address is to be left alone; not positive: it may be sent to.
  std::chrono::milliseconds pause_of(const paced_address& to, steady_time now) const;
  /// A delivery to it is on its way.
  void note_sent_to(const paced_address& to, steady_time now);
  /// A request ended without telling anything.
  void forget_probe(outlet& by) noexcept;
  rate_limiter& pace() noexcept { return pace_; }
  /// Too many addresses were called dead lately: by that origin, if addresses bring theirs, or by any.
  bool is_guarded(const outlet& by) const noexcept {
    return revocations_.is_holding() || by.revocations.is_holding();
  }
  bool is_guarded() const noexcept { return revocations_.is_holding(); }
  /// What its guards saw since the last call: the account's, and that of `by` where an address brought it.
  std::vector<guard_news> take_guard_news(outlet* by = nullptr);
  /// So much that others should know of it.
  bool has_guard_news() const noexcept { return revocations_.untold().sends >= sends_worth_telling; }
  /// What its provider answered the last time that it did not take a delivery for its own reasons.
  const queue::last_answer& complaint() const noexcept { return complaint_; }

  /// A credential for one request, or nothing when there is none for now.
  std::optional<grant> authorize(outlet& by, timestamp now);
  /// The provider refused `used`: authorize() stops giving it, if another can be had.
  void refuse(outlet& by, const grant& used, timestamp now);
  /// Calls back once authorize() gives a credential or it is known that there is none for now; at once when
  /// that is so already. At most one request for a credential is under way. Without one the sender rests: as
  /// after a refusal, which people are told of, or for as long as it was asked to.
  void when_authorized(outlet& by, std::function<void()> done);
  /// The first outlet of a fixed origin whose credential has to be asked for and is not there; or null. Also
  /// when it was asked for, and is late.
  outlet* wants_credential(timestamp now, steady_time clock);
  /// Nobody can be sent anything by it for now: it rests, its credential is late, or its carriers are full
  /// and who comes now had better wait outside. Of origins that addresses bring nothing is known.
  bool is_closed(steady_time now);
  /// Of one that is: for how long a job with so many recipients had better stay away.
  std::chrono::milliseconds closed_for(std::size_t recipients, double dice, steady_time now);

  /// Another one stands in its place, or none: what it is refused says nothing of the project any more.
  void retire() noexcept { is_retired_ = true; }
  bool is_retired() const noexcept { return is_retired_; }

  /// Tells people, at most every five minutes.
  void report(trouble what, steady_time now);

 private:
  std::uint64_t pace_key(const paced_address& of) const;
  sender(sender_identity identity, const providers::traits& of,
         std::shared_ptr<const providers::account> account, sender_tools tools);
  result<void> open();
  result<std::unique_ptr<outlet>> make_outlet(const providers::destination& to);
  void rest_without_token();
  bool is_without_credential(steady_time now);
  void take_in(outlet& by, const heard& what, steady_time now);
  void pass(outlet& by, steady_time now);
  void complain(const heard& what) noexcept;

  sender_identity identity_;
  const providers::traits& facts_;
  std::shared_ptr<const providers::account> account_;
  sender_tools tools_;
  std::vector<std::unique_ptr<outlet>> outlets_;                          ///< beside account::destinations()
  std::unordered_map<std::string, std::unique_ptr<outlet>> own_outlets_;  ///< of addresses, by URL
  std::unique_ptr<credential> credential_;
  breaker rest_;  ///< of the account
  rate_limiter pace_;
  retry_budget retries_;
  address_pauses pauses_;
  revocation_guard revocations_;
  queue::last_answer complaint_;
  std::optional<steady_time> reported_;
  bool is_retired_ = false;
};

}  // namespace carillon::engine
