// edit_tokens.lua as device_tokens calls it: its replies, and the call that more than one place makes. Used
// by device_token.cpp and token_moves.cpp alone.
#pragma once

#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "store/device_token.hpp"
#include "store/redis_batch.hpp"
#include "store/token_owner.hpp"

namespace carillon::store {

extern const net::redis_script edit_tokens_script;
/// The same for taking tokens away (discard, forget), which a full Redis does not refuse.
extern const net::redis_script take_tokens_script;

/// "ok", "kept", … ; empty for a reply of another shape.
std::string_view verdict_of(const net::redis_reply& reply);
/// The integer at that place of the reply; 0 when there is none.
std::int64_t number_at(const net::redis_reply& reply, std::size_t place);

/// Microseconds, as the script compares them.
std::int64_t registered_us(const device_token& token);

/// What has this hash.
struct token_address {
  provider via = provider::none;
  std::uint64_t hash = 0;
};

/// Takes the token out of this owner's list if it was registered before then.
void add_forget(redis_batch& batch, const queue::keys& names, project_id project, const token_owner& owner,
                token_address token, std::int64_t before_us);

}  // namespace carillon::store
