// A user as it rests in Redis: HASH u:<id> with one- and two-letter fields, empty ones left out. Pure.
//   n number, e e-mail as first given, ec its canonical form unless that is its lower case, x external_id, f
//   first name, l last name, ph phone numbers (comma between), ca custom attributes (JSON), c created us, up
//   updated us (absent until the first change)
#pragma once

#include <string>
#include <vector>

#include "net/redis/redis_reply.hpp"
#include "store/user.hpp"

namespace carillon::store {

/// Name, value, name, value…: what upsert_user.lua takes. An empty value clears; external_id is never
/// cleared. Without the custom attributes, which are merged (attribute_merge).
std::vector<std::string> to_record(const user_fields& fields);
/// From HGETALL's reply. not_found when it is empty, corrupted when it cannot be read.
result<user> parse_user(user_id id, const net::redis_reply& fields);

}  // namespace carillon::store
