// Addresses of a user's devices and channels: pages of packed lists beside the user's number, with the
// registration generation that lets a revocation lose against a re-registration (queue.md 2.11, 2.13). Of
// devices the token itself stands here; what the other kinds hold is sealed: see channel_token.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/address_form.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/user.hpp"

namespace carillon::store {

/// A recipient's list keeps no more: the oldest discarded one, then the oldest active one goes first.
inline constexpr std::size_t most_tokens = 50;
inline constexpr std::size_t most_sealed = 0xffff;

struct device_token {
  provider via = provider::none;
  std::string token;
  std::string app_id;               ///< of some providers; empty = the integration's
  std::string installation;         ///< "development", "production" or empty as given
  std::uint32_t generation = 1;     ///< grows with every save of the same token
  std::int64_t created_ms = 0;      ///< Redis clock, first save
  std::int64_t registered_ms = 0;   ///< Redis clock, last save
  std::int64_t discarded_ms = 0;    ///< 0 = active
  std::uint16_t created_us = 0;     ///< microseconds within that millisecond: they order the saves
  std::uint16_t registered_us = 0;  ///< … of one token by several users
  std::uint64_t hash = 0;  ///< first 8 bytes of SHA-256(token): save() sets it, unless the token is sealed
  std::uint64_t older_hash = 0;  ///< of a spelling that versions before may have kept; 0: none. As hash, set
                                 ///< by save()
  bool operator==(const device_token&) const = default;
};

/// What became of a token that its provider calls dead.
enum class revocation : std::uint8_t {
  discarded,  ///< by this call
  gone,       ///< it was discarded already, or is this user's no more
  kept,       ///< it was registered again since it was sent to, or after it became invalid
  held,       ///< not asked for: too many addresses of its credential are called dead (revocation_tally)
  unknown,    ///< nobody could tell
};

/// First 8 bytes of SHA-256, big-endian.
std::uint64_t token_hash(std::string_view token) noexcept;
/// Derived: SHA-256("tk" ‖ project ‖ user ‖ provider ‖ token) as UUIDv8.
token_id to_token_id(project_id project, user_id user, provider via, std::string_view token) noexcept;
/// The same of a token as it was read or saved; of a sealed one its hash takes the text's place.
token_id to_token_id(project_id project, user_id user, const device_token& token) noexcept;

/// Packed form of a recipient's token list (one field of a page), in order of registration; the layout is in
/// token_codec.cpp and, for Lua, in scripts/edit_tokens.lua.
std::string pack_tokens(const std::vector<device_token>& tokens);
/// corrupted when it cannot be read to its last byte.
result<std::vector<device_token>> unpack_tokens(std::string_view packed, provider via);

/// What a save writes: all of a token but its hash and its life.
struct packed_token {
  std::string body;  ///< flags, token
  std::string app;   ///< app_id, empty if there is none
};
packed_token pack_for_save(const device_token& token);

class device_tokens {
 public:
  device_tokens(net::redis& redis, queue::keys names);

  /// False: no version before has ever written here (queue::has_older_spellings), so that nothing is looked
  /// for in spellings that nobody gave.
  void look_for_older_spellings(bool are_there) noexcept { has_older_ = are_there; }

  /// Registers or re-registers (revives, generation+1, fields replaced), in its canonical spelling. A token
  /// belongs to one user: it leaves its former owner. Durable when it returns. not_found when the user is
  /// gone. Texts must keep store/rules.hpp; a sealed one is at most most_sealed bytes.
  task<result<device_token>> save(project_id project, user_ref owner, device_token token);
  struct registration {
    user_ref owner;
    device_token token;
  };
  enum class when_known : std::uint8_t { renew, leave };
  /// The same for many, pipelined; results in order. `leave`: an equal active token is left untouched, so
  /// that importing a file twice changes nothing.
  task<std::vector<result<device_token>>> save_many(project_id project, std::vector<registration> tokens,
                                                    when_known policy);
  task<result<std::vector<device_token>>> list(project_id project, user_ref owner, provider via);
  /// Sets discarded_ms once, of other spellings of the token too; a second discard returns the first's.
  /// not_found when it is not this user's.
  task<result<device_token>> discard(project_id project, user_ref owner, provider via, token_id id);
  /// Discards iff still the generation seen and (no `invalid_since_ms` or registered before it). Never
  /// unknown.
  task<result<revocation>> revoke(project_id project, user_ref owner, provider via, std::uint64_t hash,
                                  std::uint32_t generation_seen,
                                  std::optional<std::int64_t> invalid_since_ms);

 private:
  struct moved {
    registration now;
    std::string former;
  };
  task<void> move(project_id project, const std::vector<registration>& tokens,
                  std::vector<std::size_t> places, std::vector<result<device_token>>& outcomes);
  task<void> take_from_former(project_id project, std::vector<moved> all);
  struct overtaken {
    registration ours;
    std::int64_t since_us = 0;  ///< when the other owner registered
  };
  task<void> give_way(project_id project, std::vector<overtaken> all);
  struct older_entry {
    moved saved;
    std::uint64_t hash = 0;
  };
  task<void> take_older(project_id project, std::vector<older_entry> all);
  task<result<net::redis_reply>> edit(project_id project, user_ref owner, provider via,
                                      std::vector<std::string> verb);

  void identify(device_token& token) const;

  net::redis& redis_;
  queue::keys names_;
  bool has_older_ = true;
};

}  // namespace carillon::store
