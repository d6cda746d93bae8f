// Tokens we issued: project JWTs and user JWTs, their metadata and revocation (rest-contract.md 3). The token
// text itself is never stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

struct jwt_record {
  jwt_id id;
  std::string name;
  std::optional<user_id> user;  ///< absent: a project token
  timestamp created{};
  std::optional<timestamp> expires;
  std::optional<timestamp> discarded;
  std::optional<jwt_id> through{};  ///< of a user token: the project token it was issued through, if any
};

/// Records of project tokens of one project, and of tokens of one user.
inline constexpr std::size_t most_jwts = 10'000;
/// How long a record is kept after its token expired, or was revoked: lists show it so long. A token without
/// a record is not valid.
inline constexpr auto expired_jwts_kept = std::chrono::days(1);
inline constexpr auto discarded_jwts_kept = std::chrono::days(30);

class jwt_registry {
 public:
  jwt_registry(net::redis& redis, queue::keys names);

  /// too_large past most_jwts of the project (project tokens) or of the user, revoked and expired ones
  /// included until prune() takes them.
  task<result<void>> add(project_id project, jwt_record record);
  /// not_found when absent, of another kind, or another project's. A second discard answers the first's
  /// record.
  task<result<jwt_record>> discard(project_id project, jwt_id id, bool is_project_token);
  /// The user is being deleted: none of its tokens is valid any more, and no record of them is left.
  task<result<void>> forget_user(project_id project, user_id user);
  struct pruned {
    std::size_t removed = 0;
    std::string next;  ///< where to go on; "0": all was looked at
  };
  /// Takes away records that were kept long enough, out of a few hundred from `cursor` on ("0": from the
  /// start).
  task<result<pruned>> prune(project_id project, bool of_project_tokens, std::string cursor, timestamp at);
  /// Newest first. Project tokens: active ones only; user tokens: all of that user, discarded no later than
  /// the project token they were issued through.
  task<result<std::vector<jwt_record>>> list(project_id project, std::optional<user_id> user);
  /// Not discarded and known. One read; no cache, so that a revocation holds at once on every worker.
  task<result<bool>> is_project_token_valid(project_id project, jwt_id id);
  /// The same, and so is the project token it was issued through, if any: two reads in one go.
  task<result<bool>> is_user_token_valid(project_id project, jwt_id id, std::optional<jwt_id> through);

 private:
  /// Records say discarded when the project token they were issued through is; long ago, when its record is
  /// gone.
  task<result<void>> heed_project_tokens(project_id project, std::vector<jwt_record>& of_users);

  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
