// What users switched off: per user, category and channel (rest-contract.md 2, UserPreferences). Rest in
// pages of 100 users like tokens, so that a chunk reads whole pages; users who never chose cost nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/vocabulary.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/user.hpp"

namespace carillon::store {

/// Bytes of one user's, packed: the engine reads pages of a hundred users.
inline constexpr std::size_t most_preferences = 32 * 1024;

class preferences {
 public:
  preferences(net::redis& redis, queue::keys names);

  /// {"categories":[{key,label?,channels:[{name,enabled}]}]} as saved; {"categories":[]} when never saved.
  task<result<json>> get(project_id project, user_ref owner);
  /// Replaces all of it. Validated by the caller. not_found when the user is gone; too_large past
  /// most_preferences.
  task<result<void>> put(project_id project, user_ref owner, json value);
  /// Switches one channel of one category, leaves all else as it is, and writes nothing when it is so
  /// already. An empty category is "*", which speaks for all that are not named. not_found when the user is
  /// gone; too_large past most_preferences; unavailable when others keep changing them.
  task<result<void>> switch_channel(project_id project, user_ref owner, std::string category, channel via,
                                    bool is_on);

 private:
  net::redis& redis_;
  queue::keys names_;
};

/// Reads one page field as it rests in Redis (keys::preferences): true when that user wants nothing of this
/// category on this channel. A category "*" speaks for all that are not named. Pure, for the engine's chunks.
bool is_muted(std::string_view packed, std::string_view category, channel via) noexcept;

}  // namespace carillon::store
