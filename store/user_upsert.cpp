#include "store/user_upsert.hpp"

#include "store/canonical_email.hpp"
#include "store/grave.hpp"
#include "store/scripts.gen.hpp"
#include "store/user_record.hpp"

namespace carillon::store {

namespace {

const net::redis_script upsert_script("upsert_user", scripts::upsert_user);
const net::redis_script claim_email_script("claim_email", scripts::claim_email);
const net::redis_script claim_external_id_script("claim_external_id", scripts::claim_external_id);
const net::redis_script drop_identity_script("drop_identity", scripts::drop_identity);

constexpr unsigned most_restarts = 8;
constexpr unsigned most_merges = 16;
constexpr unsigned most_waits = 3;
constexpr unsigned most_substitutes = 8;

// A script's verdict: its reply's first element.
std::string_view verdict_of(const net::redis_reply& reply) {
  return reply.elements.empty() ? std::string_view() : std::string_view(reply.elements.front().text);
}

std::string_view text_at(const net::redis_reply& reply, std::size_t place) {
  return reply.elements.size() > place ? std::string_view(reply.elements[place].text) : std::string_view();
}

user_id to_user_id(std::string_view sixteen_bytes) {
  const auto raw = uuid::from_raw(sixteen_bytes);
  return raw ? user_id{*raw} : user_id{};
}

}  // namespace

user_upsert::user_upsert(const identities& ids, const queue::keys& names, project_id project,
                         const user_fields& fields, std::optional<timestamp> said)
    : ids_(ids),
      names_(names),
      project_(project),
      email_(canonical_email(fields.email.value_or(""))),
      external_id_(fields.external_id.value_or("")),
      record_(to_record(fields)),
      attributes_(fields.custom_attributes),
      said_(said) {
  if (email_.empty() && external_id_.empty()) {
    fail(errc::invalid_argument, "a user needs an external_id or an email");
    return;
  }
  if (!email_.empty()) by_email_ = ids_.of(project_, identity_kind::email, email_);
  if (!external_id_.empty()) by_external_ = ids_.of(project_, identity_kind::external_id, external_id_);
  if (fields.email && *fields.email != email_) {
    by_spelling_ = ids_.of(project_, identity_kind::email, *fields.email);
    next_ = step::look_for_old;
  } else {
    begin();
  }
}

void user_upsert::begin() {
  if (external_id_.empty()) {
    are_others_considered_ = false;
    next_ = step::by_email;
  } else if (email_.empty()) {
    next_ = step::by_external;
  } else {
    note(by_external_.derived, step::by_external);
    is_note_forced_ = false;
  }
}

void user_upsert::start_again(step with) {
  if (++restarts_ > most_restarts) return fail(errc::unavailable, "the user keeps changing; try again");
  begin();
  if (with == step::renounce) next_ = step::renounce;
}

void user_upsert::note(user_id id, step then) {
  noted_ = id;
  is_note_forced_ = true;
  after_note_ = then;
  next_ = step::note_email;
}

void user_upsert::send(redis_batch& batch) {
  first_reply_ = batch.size();
  wants_pause_ = false;
  const auto add_note = [&](user_id id, bool is_forced) {
    batch.add(claim_email_script,
              {names_.user(by_email_.where, project_, by_email_.derived), by_email_.bucket},
              {by_email_.field, email_, external_id_, std::string(id.raw()), is_forced ? "1" : "0"});
  };
  switch (next_) {
    case step::look_for_old:
      batch.add({"HMGET", names_.user(by_spelling_.where, project_, by_spelling_.derived), "n", "e"});
      batch.add({"HGET", by_spelling_.bucket, by_spelling_.field});
      break;
    case step::adopt:
      for (const auto& id : candidates_) add_note(id, true);
      break;
    case step::note_email:
      add_note(noted_, is_note_forced_);
      break;
    case step::by_external:
      add_upsert(batch, by_external_.derived, "x", by_external_);
      break;
    case step::by_email:
      if (substitute_ == 0) {
        add_upsert(batch, by_email_.derived, "e", by_email_);
      } else {
        add_upsert(batch, ids_.substitute(project_, email_, substitute_), "e", {});
      }
      break;
    case step::look_at_users:
      for (const auto& id : candidates_)
        batch.add({"HMGET", names_.user(queue::partition_of(project_, id), project_, id), "e", "x", "n"});
      break;
    case step::claim:
      batch.add(claim_external_id_script,
                {names_.user(by_external_.where, project_, by_external_.derived), by_external_.bucket},
                {by_external_.field, std::string(found_.raw())});
      break;
    case step::update_found:
      add_upsert(batch, found_, "-", {});
      break;
    case step::renounce:
      batch.add(drop_identity_script, {by_external_.bucket}, {by_external_.field, std::string(found_.raw())});
      break;
    case step::ended:
      break;
  }
  reply_count_ = batch.size() - first_reply_;
}

void user_upsert::add_upsert(redis_batch& batch, user_id id, std::string_view origin, const identity& from) {
  const auto where = queue::partition_of(project_, id);
  // Without an index entry of its own the bucket is not read; any key of the slot will do.
  auto record = names_.user(where, project_, id);
  auto bucket = from.bucket.empty() ? record : from.bucket;
  std::vector<std::string> args = {std::string(id.raw()),
                                   std::string(origin),
                                   from.field,
                                   are_others_considered_ ? "1" : "0",
                                   attributes_.base(),
                                   !may_create_ ? "-"
                                   : said_      ? std::to_string(to_unix_us(*said_))
                                                : ""};
  args.insert(args.end(), record_.begin(), record_.end());
  if (attributes_.is_change()) args.insert(args.end(), {"ca", attributes_.merged()});
  batch.add(upsert_script,
            {std::move(record), std::move(bucket), names_.sequence(where, project_),
             names_.user_index(where, project_, 0)},
            std::move(args));
}

void user_upsert::receive(const net::redis::replies& replies) {
  for (std::size_t i = first_reply_; i < first_reply_ + reply_count_; ++i) {
    if (!replies[i]) return fail(replies[i].error().code, replies[i].error().detail);
  }
  if (next_ == step::look_at_users) return on_users(replies);
  const auto& reply = *replies[first_reply_];
  if (verdict_of(reply) == "merge") return merge_again(text_at(reply, 1));
  if (verdict_of(reply) == "gone") return fail(errc::not_found, "a user was deleted since it was named");
  switch (next_) {
    case step::look_for_old:
      return on_old(reply, *replies[first_reply_ + 1]);
    case step::adopt:
      return begin();
    case step::note_email:
      return on_noted(reply);
    case step::by_external:
      return on_external(reply);
    case step::by_email:
      return on_email(reply);
    case step::claim:
      return on_claimed(reply);
    case step::update_found:
      return on_found(reply);
    case step::renounce:
      return begin();
    case step::look_at_users:
    case step::ended:
      return;
  }
}

void user_upsert::heed(std::string_view grave_of_email) {
  const auto found = said_ ? parse_grave(grave_of_email) : std::nullopt;
  if (!found || found->since < *said_) return;
  if (external_id_.empty() || found->was_only_one) may_create_ = false;
}

// The same step once more.
void user_upsert::merge_again(std::string_view stored) {
  if (++merges_ > most_merges) return fail(errc::unavailable, "the user keeps changing; try again");
  const auto merged = attributes_.onto(stored);
  if (!merged) fail(merged.error().code, merged.error().detail);
}

void user_upsert::on_old(const net::redis_reply& record, const net::redis_reply& entry) {
  look_at(entry.text, false);
  const auto& fields = record.elements;
  const bool lives = fields.size() == 2 && !fields[0].is_nil() && canonical_email(fields[1].text) == email_;
  if (lives) candidates_.push_back(by_spelling_.derived);
  std::erase(candidates_, by_email_.derived);  // leads there by itself
  if (candidates_.empty()) return begin();
  next_ = step::adopt;
}

void user_upsert::on_noted(const net::redis_reply& reply) {
  const auto verdict = verdict_of(reply);
  if (verdict == "same") return follow(by_email_.derived);
  if (verdict == "free") return take_over(by_email_.derived);
  heed(text_at(reply, 2));
  const auto others = text_at(reply, 1);
  if (!is_note_forced_ && !others.empty()) return look_at(others, false);
  next_ = after_note_;
}

void user_upsert::on_external(const net::redis_reply& reply) {
  const auto verdict = verdict_of(reply);
  if (verdict == "ok") return finish(by_external_.derived, reply);
  if (verdict != "elsewhere") return fail(errc::internal, "upsert_user answered nonsense");
  found_ = to_user_id(text_at(reply, 1));
  if (email_.empty() || found_ == by_email_.derived) return follow(found_);
  note(found_, step::update_found);
}

void user_upsert::on_email(const net::redis_reply& reply) {
  const auto verdict = verdict_of(reply);
  const auto derived = substitute_ == 0 ? by_email_.derived : ids_.substitute(project_, email_, substitute_);
  if (verdict == "ok") return finish(derived, reply);
  if (verdict == "shared") return look_at(text_at(reply, 1), reply.elements[2].integer == 1);
  if (verdict != "taken") return fail(errc::internal, "upsert_user answered nonsense");
  if (++substitute_ > most_substitutes) return fail(errc::conflict, "too many users have had this e-mail");
  are_others_considered_ = true;
  note(ids_.substitute(project_, email_, substitute_), step::by_email);
}

void user_upsert::look_at(std::string_view packed, bool does_derived_live) {
  candidates_.clear();
  for (; packed.size() >= 16; packed.remove_prefix(16))
    candidates_.push_back(to_user_id(packed.substr(0, 16)));
  does_derived_live_ = does_derived_live;
  next_ = step::look_at_users;
}

void user_upsert::on_users(const net::redis::replies& replies) {
  std::vector<user_id> live;
  bool is_any_missing = false;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const auto& fields = replies[first_reply_ + i]->elements;
    if (fields.size() != 3 || fields[2].is_nil()) {
      is_any_missing = true;
      continue;
    }
    if (fields[0].is_nil() || canonical_email(fields[0].text) != email_) continue;
    const bool may_be_ours = external_id_.empty() || fields[1].is_nil() || fields[1].text == external_id_;
    if (may_be_ours) live.push_back(candidates_[i]);
  }
  choose_owner(live, is_any_missing);
}

void user_upsert::choose_owner(const std::vector<user_id>& live, bool is_any_missing) {
  if (!external_id_.empty()) {
    if (live.size() == 1) return take_over(live.front());
    next_ = step::by_external;
    return;
  }
  if (live.size() + (does_derived_live_ ? 1 : 0) > 1)
    return fail(errc::conflict, "several users share this e-mail");
  if (live.size() == 1) return follow(live.front());
  if (!does_derived_live_ && is_any_missing && waits_ < most_waits) {
    ++waits_;  // noted, not yet written: the writer is between its two steps, or is gone
    wants_pause_ = true;
    next_ = step::by_email;
    return;
  }
  are_others_considered_ = true;
  next_ = step::by_email;
}

void user_upsert::take_over(user_id found) {
  found_ = found;
  next_ = step::claim;
}

void user_upsert::follow(user_id found) {
  found_ = found;
  next_ = step::update_found;
}

void user_upsert::on_claimed(const net::redis_reply& reply) {
  const auto verdict = verdict_of(reply);
  if (verdict == "claimed") return follow(found_);
  if (verdict == "lives") return note(by_external_.derived, step::by_external);
  found_ = to_user_id(text_at(reply, 1));
  note(found_, step::update_found);
}

void user_upsert::on_found(const net::redis_reply& reply) {
  const auto verdict = verdict_of(reply);
  if (verdict == "ok") return finish(found_, reply);
  // Deleted, or given another external_id, since it was found.
  start_again(external_id_.empty() ? step::by_email : step::renounce);
}

void user_upsert::finish(user_id id, const net::redis_reply& reply) {
  if (reply.elements.size() != 3) return fail(errc::internal, "upsert_user answered nonsense");
  outcome_ =
      user_ref{id, queue::partition_of(project_, id), static_cast<std::uint32_t>(reply.elements[2].integer)};
  next_ = step::ended;
}

void user_upsert::fail(errc code, std::string detail) {
  outcome_ = error(code, std::move(detail));
  next_ = step::ended;
}

}  // namespace carillon::store
