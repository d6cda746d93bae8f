// The steps of one upsert, without I/O: which script next, given what the last one answered. An upsert by one
// known or new identity is one script; with external_id and e-mail it is two; taking over a user made by
// e-mail is three. Driven by users::upsert_many, many at a time, a batch a step. One io thread.
//
// Why the order holds under races: external_id and the user derived from it share a slot, so claiming one for
// another user and creating the other exclude each other. The e-mail's entry is written before the user, and
// whoever reads entries looks at the users behind them, so an orphan means nothing.
//
// Deletion: graves (grave.hpp) are dug before the record goes, so who finds neither user nor grave may create
// it. That of the identity the id derives from is looked at by the creating script, in the same slot; that of
// an e-mail beside an external_id before, when the e-mail is noted.
//
// E-mails are compared as canonical_email() has them. Who an earlier build stored under another
// spelling is found by that one and noted where the canonical one leads: two steps more, for such spellings
// only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/attribute_merge.hpp"
#include "store/identity.hpp"
#include "store/redis_batch.hpp"
#include "store/user.hpp"

namespace carillon::store {

class user_upsert {
 public:
  /// `ids` and `names` must outlive it.
  user_upsert(const identities& ids, const queue::keys& names, project_id project, const user_fields& fields,
              std::optional<timestamp> said);

  bool has_ended() const noexcept { return next_ == step::ended; }
  /// Adds the next step's requests. Only while it has not ended.
  void send(redis_batch& batch);
  /// Takes the answers to what send() added, out of the batch's.
  void receive(const net::redis::replies& replies);
  /// True when somebody else seems to be between two steps: give them a moment before the next send().
  bool wants_pause() const noexcept { return wants_pause_; }
  /// Only once it has ended.
  const result<user_ref>& outcome() const noexcept { return outcome_; }

 private:
  enum class step : std::uint8_t {
    look_for_old,   ///< who has this e-mail byte by byte, from before spellings were one
    adopt,          ///< those found: noted as users of the canonical e-mail
    note_email,     ///< e-mail and external_id: the e-mail's entry first
    by_external,    ///< create or update the user derived from the external_id
    by_email,       ///< create or update the user derived from the e-mail
    look_at_users,  ///< read those an entry names
    claim,          ///< the external_id for a user made by e-mail
    update_found,   ///< the user was found by an entry
    renounce,       ///< the entry of the external_id was wrong: take it out, start again
    ended,
  };

  void heed(std::string_view grave_of_email);
  void merge_again(std::string_view stored);
  void on_old(const net::redis_reply& record, const net::redis_reply& entry);
  void on_noted(const net::redis_reply& reply);
  void on_external(const net::redis_reply& reply);
  void on_email(const net::redis_reply& reply);
  void on_users(const net::redis::replies& replies);
  void on_claimed(const net::redis_reply& reply);
  void on_found(const net::redis_reply& reply);

  void begin();
  void start_again(step with);
  void look_at(std::string_view packed, bool does_derived_live);
  void choose_owner(const std::vector<user_id>& live, bool is_any_missing);
  void take_over(user_id found);
  void follow(user_id found);
  void note(user_id id, step then);
  void finish(user_id id, const net::redis_reply& reply);
  void fail(errc code, std::string detail);
  void add_upsert(redis_batch& batch, user_id id, std::string_view origin, const identity& from);

  const identities& ids_;
  const queue::keys& names_;
  project_id project_;
  std::string email_, external_id_;  ///< the e-mail canonical
  std::vector<std::string> record_;
  attribute_merge attributes_;
  identity by_email_, by_external_;
  identity by_spelling_;  ///< of the e-mail as given, where that is another

  step next_ = step::ended;
  step after_note_ = step::by_external;
  std::optional<timestamp> said_;
  bool may_create_ = true;
  bool is_note_forced_ = false;
  bool are_others_considered_ = false;
  bool does_derived_live_ = false;
  bool wants_pause_ = false;
  unsigned restarts_ = 0, waits_ = 0, merges_ = 0;
  unsigned substitute_ = 0;  ///< 0: the e-mail's own derived id
  user_id noted_, found_;
  std::vector<user_id> candidates_;
  std::size_t first_reply_ = 0, reply_count_ = 0;
  result<user_ref> outcome_ = error(errc::internal, "an upsert that has not ended");
};

}  // namespace carillon::store
