#include "store/device_token.hpp"

#include "base/digest.hpp"
#include "store/redis_batch.hpp"
#include "store/scripts.gen.hpp"
#include "store/token_owner.hpp"

namespace carillon::store {

namespace {

const net::redis_script edit_script("edit_tokens", scripts::edit_tokens);

std::string_view verdict_of(const net::redis_reply& reply) {
  return reply.elements.empty() ? std::string_view() : std::string_view(reply.elements.front().text);
}

std::int64_t number_at(const net::redis_reply& reply, std::size_t place) {
  return reply.elements.size() > place ? reply.elements[place].integer : 0;
}

error no_such_token() {
  return {errc::not_found, "no such token"};
}

std::int64_t registered_us(const device_token& token) {
  return token.registered_ms * 1000 + token.registered_us;
}

std::vector<std::string> edit_keys(const queue::keys& names, project_id project, const user_ref& owner,
                                   provider via) {
  return {names.user(owner.where, project, owner.id),
          names.tokens(owner.where, project, via, owner.number / queue::page_size)};
}

// Takes the token out of this owner's list if it was registered before then.
void add_forget(redis_batch& batch, const queue::keys& names, project_id project, const token_owner& owner,
                const device_token& token, std::int64_t before_us) {
  const auto page = names.tokens(owner.where, project, token.via, owner.number / queue::page_size);
  batch.add(edit_script, {page, page},
            {std::to_string(owner.number), raw_hash(token.hash), "forget", std::to_string(before_us)});
}

// What a save answered, into the token that was saved.
result<device_token> saved(device_token token, result<net::redis_reply> reply) {
  if (!reply) return reply.error();
  if (verdict_of(*reply) == "missing") return error(errc::not_found, "no such user");
  token.generation = static_cast<std::uint32_t>(number_at(*reply, 1));
  token.created_ms = number_at(*reply, 2) / 1000;
  token.created_us = static_cast<std::uint16_t>(number_at(*reply, 2) % 1000);
  token.registered_ms = number_at(*reply, 3) / 1000;
  token.registered_us = static_cast<std::uint16_t>(number_at(*reply, 3) % 1000);
  token.discarded_ms = 0;
  return token;
}

}  // namespace

std::uint64_t token_hash(std::string_view token) noexcept {
  const auto digest = sha256(token);
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < 8; ++i) hash = hash << 8 | digest[i];
  return hash;
}

token_id to_token_id(project_id project, user_id user, provider via, std::string_view token) noexcept {
  const char number = static_cast<char>(via);
  return {uuid::v8(sha256({"tk", project.raw(), user.raw(), std::string_view(&number, 1), token}))};
}

token_id to_token_id(project_id project, user_id user, const device_token& token) noexcept {
  if (!is_sealed(token.via)) return to_token_id(project, user, token.via, token.token);
  return to_token_id(project, user, token.via, raw_hash(token.hash));
}

device_tokens::device_tokens(net::redis& redis, queue::keys names)
    : redis_(redis), names_(std::move(names)) {}

task<result<device_token>> device_tokens::save(project_id project, user_ref owner, device_token token) {
  std::vector<registration> one;
  one.push_back({owner, std::move(token)});
  auto outcomes = co_await save_many(project, std::move(one), when_known::renew);
  co_return std::move(outcomes.front());
}

// First the new owner's list, then the index, then the former owner's list. A crash after the first step: the
// token is in both lists, and its next registration (apps register at each launch) goes on. After the second:
// the index still names the former owner, behind the new one, so the next registration takes its copy away.
// The other way round a crash would leave the token with nobody. List and index leave in one write, and that
// is all for a token that is new or was this user's.
task<std::vector<result<device_token>>> device_tokens::save_many(project_id project,
                                                                 std::vector<registration> tokens,
                                                                 when_known policy) {
  redis_batch batch(redis_);
  std::vector<std::size_t> entries;
  for (auto& [owner, token] : tokens) {
    if (!is_sealed(token.via)) token.hash = token_hash(token.token);
    auto packed = pack_for_save(token);
    batch.add(edit_script, edit_keys(names_, project, owner, token.via),
              {std::to_string(owner.number), raw_hash(token.hash), "save", std::move(packed.body),
               std::move(packed.app), policy == when_known::leave ? "1" : "0"});
    entries.push_back(add_try(batch, names_, project, token.via, token.hash, {owner.where, owner.number}));
  }
  auto replies = co_await batch.run();

  std::vector<result<device_token>> outcomes;
  outcomes.reserve(tokens.size());
  std::vector<std::size_t> moving;
  redis_batch withdrawals(redis_);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& [owner, token] = tokens[i];
    const auto& entry = replies[entries[i]];
    outcomes.push_back(saved(token, std::move(replies[entries[i] - 2])));
    const token_owner us{owner.where, owner.number};
    if (outcomes.back() && !entry) {
      outcomes.back() = entry.error();
    } else if (outcomes.back() && entry->text != us.packed()) {
      moving.push_back(i);
    } else if (!outcomes.back() && outcomes.back().error().code == errc::not_found) {
      add_release(withdrawals, names_, project, token.via, token.hash, us);
    }
  }
  if (withdrawals.size() > 0) co_await withdrawals.run();
  if (!moving.empty()) co_await move(project, tokens, std::move(moving), outcomes);
  co_return outcomes;
}

// The tokens at these places have another owner, or one who has not lost its copy yet.
task<void> device_tokens::move(project_id project, const std::vector<registration>& tokens,
                               std::vector<std::size_t> places, std::vector<result<device_token>>& outcomes) {
  redis_batch batch(redis_);
  for (const auto i : places) {
    const auto& [owner, token] = tokens[i];
    add_take(batch, names_, project, token.via, token.hash, {owner.where, owner.number});
  }
  const auto taken = co_await batch.run();
  std::vector<moved> all;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& outcome = outcomes[places[i]];
    if (!taken[i]) {
      outcome = taken[i].error();
    } else if (!taken[i]->text.empty()) {
      all.push_back({{tokens[places[i]].owner, *outcome}, taken[i]->text});
    }
  }
  if (!all.empty()) co_await take_from_former(project, std::move(all));
}

// A former owner keeps a copy it has registered later than we did: then it is the owner still, and since it
// may have looked at the index before we came, it is us who take our copy away.
task<void> device_tokens::take_from_former(project_id project, std::vector<moved> all) {
  redis_batch batch(redis_);
  for (const auto& [now, former] : all) {
    for (const auto& owner : parse_owners(former))
      add_forget(batch, names_, project, owner, now.token, registered_us(now.token));
  }
  const auto replies = co_await batch.run();

  redis_batch settling(redis_);
  std::vector<overtaken> later;
  auto next = replies.begin();
  for (auto& [now, former] : all) {
    bool are_all_done = true;
    std::int64_t latest = 0;
    for (auto left = parse_owners(former).size(); left > 0; --left, ++next) {
      are_all_done = are_all_done && *next;
      if (*next && verdict_of(**next) == "kept") latest = std::max(latest, number_at(**next, 1));
    }
    if (!are_all_done) continue;  // still in the index: the next registration goes on
    if (latest > 0) {
      later.push_back({std::move(now), latest});
    } else {
      add_settle(settling, names_, project, now.token.via, now.token.hash,
                 {now.owner.where, now.owner.number}, std::move(former));
    }
  }
  if (settling.size() > 0) co_await settling.run();
  if (!later.empty()) co_await give_way(project, std::move(later));
}

task<void> device_tokens::give_way(project_id project, std::vector<overtaken> all) {
  redis_batch batch(redis_);
  for (const auto& [ours, since_us] : all)
    add_forget(batch, names_, project, {ours.owner.where, ours.owner.number}, ours.token, since_us);
  const auto replies = co_await batch.run();
  redis_batch withdrawals(redis_);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& ours = all[i].ours;
    if (replies[i] &&
        verdict_of(*replies[i]) != "kept")  // else we have registered once more, and go on there
      add_release(withdrawals, names_, project, ours.token.via, ours.token.hash,
                  {ours.owner.where, ours.owner.number});
  }
  if (withdrawals.size() > 0) co_await withdrawals.run();
}

task<result<std::vector<device_token>>> device_tokens::list(project_id project, user_ref owner,
                                                            provider via) {
  const auto page = names_.tokens(owner.where, project, via, owner.number / queue::page_size);
  const auto field = std::to_string(owner.number % queue::page_size);
  auto packed = co_await redis_.call({"HGET", page, field});
  packed = net::require_success(std::move(packed));
  if (!packed) co_return packed.error();
  co_return unpack_tokens(packed->text, via);
}

task<result<net::redis_reply>> device_tokens::edit(project_id project, user_ref owner, provider via,
                                                   std::vector<std::string> verb) {
  verb.insert(verb.begin(), std::to_string(owner.number));
  auto reply = co_await redis_.call(edit_script, edit_keys(names_, project, owner, via), std::move(verb));
  co_return net::require_success(std::move(reply));
}

task<result<device_token>> device_tokens::discard(project_id project, user_ref owner, provider via,
                                                  token_id id) {
  auto tokens = co_await list(project, owner, via);
  if (!tokens) co_return tokens.error();
  const auto meant = std::find_if(tokens->begin(), tokens->end(), [&](const device_token& one) {
    return to_token_id(project, owner.id, one) == id;
  });
  if (meant == tokens->end()) co_return no_such_token();
  const auto reply = co_await edit(project, owner, via, {raw_hash(meant->hash), "discard", "", ""});
  if (!reply) co_return reply.error();
  if (verdict_of(*reply) == "missing") co_return no_such_token();
  meant->discarded_ms = number_at(*reply, 1);
  co_return std::move(*meant);
}

task<result<revocation>> device_tokens::revoke(project_id project, user_ref owner, provider via,
                                               std::uint64_t hash, std::uint32_t generation_seen,
                                               std::optional<std::int64_t> invalid_since_ms) {
  const auto since = invalid_since_ms ? std::to_string(*invalid_since_ms) : std::string();
  const auto reply =
      co_await edit(project, owner, via, {raw_hash(hash), "discard", std::to_string(generation_seen), since});
  if (!reply) co_return reply.error();
  const auto verdict = verdict_of(*reply);
  if (verdict == "ok") co_return revocation::discarded;
  co_return verdict == "kept" ? revocation::kept : revocation::gone;
}

}  // namespace carillon::store
