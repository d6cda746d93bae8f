// Deleting a user, and the traces it left in other slots.
#include "store/canonical_email.hpp"
#include "store/device_token.hpp"
#include "store/jwt_registry.hpp"
#include "store/redis_batch.hpp"
#include "store/scripts.gen.hpp"
#include "store/token_owner.hpp"
#include "store/user.hpp"

namespace carillon::store {

namespace {

const net::redis_script remove_script("remove_user", scripts::remove_user);
const net::redis_script drop_identity_script("drop_identity", scripts::drop_identity);
const net::redis_script bury_script("bury_identity", scripts::bury_identity);

}  // namespace

// Graves and tokens first: whoever finds no user finds the grave, and no token of ours outlives the record.
task<result<void>> users::remove(project_id project, user_id id) {
  auto gone = co_await find(project, id);
  if (!gone) co_return gone.error();
  const auto where = queue::partition_of(project, id);
  const auto page = gone->number / queue::page_size;
  const auto field = std::to_string(gone->number % queue::page_size);

  std::vector<std::string> keys = {names_.user(where, project, id), names_.user_index(where, project, page),
                                   names_.inbox(where, project, id)};
  redis_batch lists(redis_);
  for (const auto via : token_providers) {
    keys.push_back(names_.tokens(where, project, via, page));
    lists.add({"HGET", keys.back(), field});
  }
  keys.push_back(names_.inbox_counts(where, project, page));
  keys.push_back(names_.preferences(where, project, page));
  keys.push_back(names_.installations(where, project, page));
  const auto read = co_await lists.run();
  std::vector<std::string> token_lists;
  for (const auto& list : read) {
    if (!list) co_return list.error();
    token_lists.push_back(list->text);
  }

  auto buried = co_await bury(project, *gone);
  if (!buried) co_return buried.error();
  auto revoked = co_await jwt_registry(redis_, names_).forget_user(project, id);
  if (!revoked) co_return revoked.error();
  auto removed = co_await redis_.call(remove_script, std::move(keys),
                                      {std::string(id.raw()), std::to_string(gone->number)});
  removed = net::require_success(std::move(removed));
  if (!removed) co_return removed.error();
  if (removed->integer == 0) co_return error(errc::not_found, "no such user");
  co_await forget_traces(project, std::move(*gone), std::move(token_lists));
  co_return result<void>();
}

task<result<void>> users::bury(project_id project, const user& gone) {
  redis_batch batch(redis_);
  const auto dig = [&](identity_kind kind, std::string_view value, bool is_only_one) {
    if (value.empty()) return;
    const auto place = ids().of(project, kind, value);
    batch.add(bury_script, {place.bucket}, {place.field, is_only_one ? "o" : ""});
  };
  dig(identity_kind::external_id, gone.external_id, gone.email.empty());
  dig(identity_kind::email, canonical_email(gone.email), gone.external_id.empty());
  const auto replies = co_await batch.run();
  for (const auto& reply : replies) {
    if (!reply) co_return reply.error();
  }
  co_return result<void>();
}

// After the record: entries that lead to a user that is gone mean nothing, so a failure here is of no
// consequence.
task<void> users::forget_traces(project_id project, user gone, std::vector<std::string> token_lists) {
  redis_batch batch(redis_);
  const auto drop = [&](identity_kind kind, std::string_view value) {
    if (value.empty()) return;
    const auto place = ids().of(project, kind, value);
    batch.add(drop_identity_script, {place.bucket}, {place.field, std::string(gone.id.raw())});
  };
  drop(identity_kind::external_id, gone.external_id);
  const auto canonical = canonical_email(gone.email);
  drop(identity_kind::email, canonical);
  if (gone.email != canonical) drop(identity_kind::email, gone.email);  // from before spellings were one
  const token_owner owner{queue::partition_of(project, gone.id), gone.number};
  for (std::size_t i = 0; i < token_lists.size(); ++i) {
    const auto tokens = unpack_tokens(token_lists[i], token_providers[i]);
    if (!tokens) continue;
    for (const auto& token : *tokens) add_release(batch, names_, project, token.via, token.hash, owner);
  }
  co_await batch.run();
}

}  // namespace carillon::store
