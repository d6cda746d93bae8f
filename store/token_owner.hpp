// The index from a token to the user it belongs to, in the slot of the token's hash: HASH tx, field = hash (8
// raw bytes), value = the owner, then former owners whose copy is still to be taken away. Used by
// device_tokens and by the deletion of users. An owner is five bytes, 11 less than a user id, and leads to
// its page without a read.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/vocabulary.hpp"
#include "queue/keys.hpp"
#include "store/redis_batch.hpp"

namespace carillon::store {

struct token_owner {
  queue::partition where = 0;
  std::uint32_t number = 0;
  auto operator<=>(const token_owner&) const = default;

  /// u8 partition | u32 number, little-endian.
  std::string packed() const;
};

/// As own_token.lua keeps them; what is not a multiple of five bytes is cut off.
std::vector<token_owner> parse_owners(std::string_view packed);

/// Of one provider in one project: its tokens are spread over so many HASHes.
inline constexpr std::uint32_t owner_places = 512 * queue::partition_count;

/// The hash as it stands in lists and index fields: 8 bytes, big-endian.
std::string raw_hash(std::uint64_t hash);

/// Makes `owner` the token's owner if it has none; adds two plain commands (a script costs Redis six times
/// that). The second reply, whose place this answers, is the entry: owner.packed() when nothing is left to
/// do, else take.
std::size_t add_try(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                    std::uint64_t hash, token_owner owner);
/// The reply: the entry, owner and former owners, packed; nil when nobody has it.
std::size_t add_find(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                     std::uint64_t hash);
/// The reply: how many tokens the index has in one of its owner_places.
std::size_t add_count(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                      std::uint32_t place);
/// Makes `owner` the token's owner. The reply: packed former owners.
std::size_t add_take(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                     std::uint64_t hash, token_owner owner);
/// The former owners (as take answered) have lost their copies.
std::size_t add_settle(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                       std::uint64_t hash, token_owner owner, std::string former);
/// The owner is gone.
std::size_t add_release(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                        std::uint64_t hash, token_owner owner);

}  // namespace carillon::store
