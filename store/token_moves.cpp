// How a device token leaves the lists of its former owners, and of spellings that versions before kept.
#include <algorithm>

#include "store/device_token.hpp"
#include "store/scripts.gen.hpp"
#include "store/token_script.hpp"

namespace carillon::store {

namespace {
const std::string taking_tokens = "#!lua flags=allow-oom\n" + std::string(scripts::edit_tokens);
}  // namespace

const net::redis_script edit_tokens_script("edit_tokens", scripts::edit_tokens);
const net::redis_script take_tokens_script("edit_tokens", taking_tokens);

std::string_view verdict_of(const net::redis_reply& reply) {
  return reply.elements.empty() ? std::string_view() : std::string_view(reply.elements.front().text);
}

std::int64_t number_at(const net::redis_reply& reply, std::size_t place) {
  return reply.elements.size() > place ? reply.elements[place].integer : 0;
}

std::int64_t registered_us(const device_token& token) {
  return token.registered_ms * 1000 + token.registered_us;
}

void add_forget(redis_batch& batch, const queue::keys& names, project_id project, const token_owner& owner,
                token_address token, std::int64_t before_us) {
  const auto page = names.tokens(owner.where, project, token.via, owner.number / queue::page_size);
  batch.add(take_tokens_script, {page, page},
            {std::to_string(owner.number), raw_hash(token.hash), "forget", std::to_string(before_us)});
}

// Versions before kept the address in another spelling, by another hash. Of the user who saved it now that
// entry is gone; others lose theirs as former owners do. What fails here, the next registration does.
task<void> device_tokens::take_older(project_id project, std::vector<older_entry> all) {
  redis_batch batch(redis_);
  for (const auto& [saved, hash] : all) {
    for (const auto& owner : parse_owners(saved.former))
      add_forget(batch, names_, project, owner, {saved.now.token.via, hash}, registered_us(saved.now.token));
  }
  const auto replies = co_await batch.run();
  redis_batch releases(redis_);
  auto next = replies.begin();
  for (const auto& [saved, hash] : all) {
    for (const auto& owner : parse_owners(saved.former)) {
      const auto& reply = *next++;
      if (reply && verdict_of(*reply) != "kept")
        add_release(releases, names_, project, saved.now.token.via, hash, owner);
    }
  }
  if (releases.size() > 0) co_await releases.run();
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
      add_forget(batch, names_, project, owner, {now.token.via, now.token.hash}, registered_us(now.token));
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
    add_forget(batch, names_, project, {ours.owner.where, ours.owner.number},
               {ours.token.via, ours.token.hash}, since_us);
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

}  // namespace carillon::store
