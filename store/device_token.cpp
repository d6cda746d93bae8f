#include "store/device_token.hpp"

#include "base/damaged_row.hpp"
#include "base/digest.hpp"
#include "store/redis_batch.hpp"
#include "store/token_identity.hpp"
#include "store/token_owner.hpp"
#include "store/token_script.hpp"

namespace carillon::store {

namespace {

error no_such_token() {
  return {errc::not_found, "no such token"};
}

std::vector<std::string> edit_keys(const queue::keys& names, project_id project, const user_ref& owner,
                                   provider via) {
  return {names.user(owner.where, project, owner.id),
          names.tokens(owner.where, project, via, owner.number / queue::page_size)};
}

// The token that left a full list for the one saved: nobody owns it any more. None: nothing had to go.
std::optional<std::uint64_t> displaced(const result<net::redis_reply>& reply) {
  if (!reply || reply->elements.size() != 5 || reply->elements[4].text.size() != 8) return std::nullopt;
  std::uint64_t hash = 0;
  for (const char byte : reply->elements[4].text) hash = hash << 8 | static_cast<std::uint8_t>(byte);
  return hash;
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
  token.older_hash = 0;
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

// A sealed one has its hashes already. An app spells the device's token now as it did for versions before;
// only where there was one, it may have learnt another way since.
void device_tokens::identify(device_token& token) const {
  if (is_sealed(token.via)) return;
  auto canonical = canonical_token(token.via, token.token);
  token.hash = token_hash(canonical);
  token.older_hash = 0;
  if (canonical != token.token) {
    token.older_hash = token_hash(token.token);
  } else if (const auto older = has_older_ ? older_spelling(token.via, canonical) : std::nullopt) {
    token.older_hash = token_hash(*older);
  }
  token.token = std::move(canonical);
}

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
  std::vector<std::size_t> entries, older_entries;
  for (auto& [owner, token] : tokens) {
    identify(token);
    auto packed = pack_for_save(token);
    batch.add(edit_tokens_script, edit_keys(names_, project, owner, token.via),
              {std::to_string(owner.number), raw_hash(token.hash), "save", std::move(packed.body),
               std::move(packed.app), policy == when_known::leave ? "1" : "0",
               token.older_hash != 0 ? raw_hash(token.older_hash) : std::string()});
    entries.push_back(add_try(batch, names_, project, token.via, token.hash, {owner.where, owner.number}));
    const bool has_older = token.older_hash != 0;
    older_entries.push_back(has_older ? add_find(batch, names_, project, token.via, token.older_hash) : 0);
  }
  auto replies = co_await batch.run();

  std::vector<result<device_token>> outcomes;
  outcomes.reserve(tokens.size());
  std::vector<std::size_t> moving;
  std::vector<older_entry> older;
  redis_batch withdrawals(redis_);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& [owner, token] = tokens[i];
    const auto& entry = replies[entries[i]];
    const token_owner us{owner.where, owner.number};
    if (const auto gone = displaced(replies[entries[i] - 2]))
      add_release(withdrawals, names_, project, token.via, *gone, us);
    outcomes.push_back(saved(token, std::move(replies[entries[i] - 2])));
    if (outcomes.back() && !entry) {
      outcomes.back() = entry.error();
    } else if (outcomes.back() && entry->text != us.packed()) {
      moving.push_back(i);
    } else if (!outcomes.back() && outcomes.back().error().code == errc::not_found) {
      add_release(withdrawals, names_, project, token.via, token.hash, us);
    }
    if (older_entries[i] == 0 || !outcomes.back()) continue;
    const auto& found = replies[older_entries[i]];
    if (found && !found->text.empty())
      older.push_back({{{owner, *outcomes.back()}, found->text}, token.older_hash});
  }
  if (withdrawals.size() > 0) co_await withdrawals.run();
  if (!older.empty()) co_await take_older(project, std::move(older));
  if (!moving.empty()) co_await move(project, tokens, std::move(moving), outcomes);
  co_return outcomes;
}

task<result<std::vector<device_token>>> device_tokens::list(project_id project, user_ref owner,
                                                            provider via) {
  const auto page = names_.tokens(owner.where, project, via, owner.number / queue::page_size);
  const auto field = std::to_string(owner.number % queue::page_size);
  auto packed = co_await redis_.call({"HGET", page, field});
  packed = net::require_success(std::move(packed));
  if (!packed) co_return packed.error();
  auto tokens = unpack_tokens(packed->text, via);
  if (tokens || !is_rows_fault(tokens.error())) co_return tokens;
  leave_out("token", owner.id.to_string(), tokens.error());
  co_return std::vector<device_token>();
}

/// Only what takes away: discard.
task<result<net::redis_reply>> device_tokens::edit(project_id project, user_ref owner, provider via,
                                                   std::vector<std::string> verb) {
  verb.insert(verb.begin(), std::to_string(owner.number));
  auto reply =
      co_await redis_.call(take_tokens_script, edit_keys(names_, project, owner, via), std::move(verb));
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
  for (const auto& each : *tokens) {
    const bool is_other = each.hash != meant->hash;
    if (is_other && (is_sealed(via) || !is_same_device(each, *meant))) continue;
    const auto reply = co_await edit(project, owner, via, {raw_hash(each.hash), "discard", "", ""});
    if (!reply) co_return reply.error();
    if (is_other) continue;
    if (verdict_of(*reply) == "missing") co_return no_such_token();
    meant->discarded_ms = number_at(*reply, 1);
  }
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
