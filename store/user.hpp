// Users of a project: identity, profile and their number in the partition (what broadcasts iterate over).
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/keyed_hash.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/identity.hpp"
#include "store/keyring.hpp"

namespace carillon::store {

/// What a client may say of a user. Absent = leave as it is; for optional texts an empty string clears, but
/// an external_id is never cleared. Not validated here: see store/rules.hpp.
struct user_fields {
  std::optional<std::string> email;
  std::optional<std::string> external_id;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::vector<std::string>> phone_numbers;
  std::optional<json> custom_attributes;
};

struct user {
  user_id id;
  std::uint32_t number = 0;
  std::string email, external_id, first_name, last_name;
  std::vector<std::string> phone_numbers;
  json custom_attributes;  ///< object or null
  timestamp created{}, updated{};
};

struct user_ref {
  user_id id;
  queue::partition where = 0;
  std::uint32_t number = 0;
};

/// The notification that a broadcast makes for a user.
notification_id notification_of(broadcast_id broadcast, const user_ref& who) noexcept;

/// One per io thread; the keyring must be open before the first call.
class users {
 public:
  users(net::redis& redis, queue::keys names, keyring& keys);

  /// Match by external_id, byte by byte, then by e-mail, in any spelling (canonical_email; the first one
  /// given stays), which takes a user without external_id over; create when neither is known. Idempotent; one
  /// script in one slot, the index entry of a second identity written before it. Users may share an e-mail if
  /// their external_ids differ. invalid_argument when both are absent or empty; conflict when the e-mail
  /// alone leads to several users; too_large when custom attributes grow past their bound.
  /// `said`: when the fields were, by Redis' clock; absent for now. Who was deleted since is not made again:
  /// not_found.
  task<result<user>> upsert(project_id project, user_fields fields, std::optional<timestamp> said = {});
  /// The same for many, pipelined; results in order, but written in any: name a user once. What the planner
  /// and the import use.
  task<std::vector<result<user_ref>>> upsert_many(project_id project, std::vector<user_fields> fields,
                                                  std::optional<timestamp> said = {});
  /// Whom a token names, made when unknown. `issued`: when the token was, by its own word. unauthenticated
  /// when it is older than that user's deletion (one that does not say counts as older until somebody makes
  /// the user again); else the errors of upsert and find_by_identity.
  task<result<user>> admit(project_id project, std::string external_id, std::string email,
                           std::optional<timestamp> issued);
  /// Redis' clock: what deletions are compared with.
  task<result<timestamp>> clock();
  task<result<user>> find(project_id project, user_id id);
  /// As upsert() would match; creates nothing. Empty texts are absent.
  task<result<user>> find_by_identity(project_id project, std::string external_id, std::string email);
  /// Tokens (those we issued to it too), identity and inbox go; events keep the bare id. Nothing said or
  /// signed before makes it again (grave.hpp); who names it afterwards makes a fresh one. not_found when
  /// absent. Fails half done: then it is there still, and deleting it again goes on.
  task<result<void>> remove(project_id project, user_id id);
  struct position {
    queue::partition where = 0;
    std::uint32_t number = 0;
  };
  struct page {
    std::vector<user> rows;
    std::optional<position> next;
    std::optional<position> previous;
  };
  /// By partition and number; `after`/`before` are exclusive, never both. At most `limit`, and no more once
  /// rows have passed `most_bytes`: a page may end early, and `next` tells so. `query` filters by e-mail (in
  /// any spelling) or external_id (exact); what matches comes as one page.
  task<result<page>> list(project_id project, std::optional<position> after, std::optional<position> before,
                          std::size_t limit, std::size_t most_bytes, std::string query);
  /// Ids of numbers, in order; nil where none. What the event pages need. Deleted users keep their id.
  task<result<std::vector<user_id>>> ids_of(project_id project,
                                            std::vector<std::pair<queue::partition, std::uint32_t>> numbers);

 private:
  struct listing;
  const identities& ids();
  identity place_of(project_id project, identity_kind kind, std::string_view value);
  result<void> keep_if_readable(std::vector<user>& found, user_id id, const net::redis_reply& fields);
  struct loaded {
    std::vector<user> rows;
    std::size_t seen = 0;  ///< of the ids asked for, from the first: the rest was not asked of Redis
  };
  task<result<loaded>> load(project_id project, std::vector<user_id> ids,
                            std::size_t most_bytes = std::numeric_limits<std::size_t>::max());
  struct match;
  task<result<match>> matches(project_id project, std::string external_id, std::string email);
  task<result<match>> match_one(project_id project, std::string external_id, std::string email);
  task<result<void>> bury(project_id project, const user& gone);
  task<result<page>> search(project_id project, std::string query, std::size_t limit);
  task<void> forget_traces(project_id project, user gone, std::vector<std::string> token_lists);

  net::redis& redis_;
  queue::keys names_;
  keyring& keyring_;
  std::optional<identities> ids_;  ///< made at the first call: its key derives from the open keyring
  /// By project, kind and value: an HMAC and a digest less for each request of a user.
  std::unordered_map<std::string, identity, keyed_string_hash, std::equal_to<>> places_;
};

}  // namespace carillon::store
