// At rest: HASH of a project's tokens of one kind, id → 16 digits of the time it was discarded (us, zeros =
// never), then JSON. User tokens have a second HASH a user that only lists ids; it is written first, and an
// id in it without a record means nothing.
#include "store/jwt_registry.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <set>

#include "base/damaged_row.hpp"
#include "base/stored_record.hpp"
#include "store/redis_batch.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script discard_script("discard_jwt", scripts::discard_jwt);

constexpr std::size_t time_size = 16;
constexpr std::string_view pruned_at_once = "500";
constexpr std::string_view never = "0000000000000000";
constexpr std::string_view project_kind = "project";
constexpr std::string_view user_kind = "user";

std::string to_digits(timestamp time) {
  std::array<char, 32> buffer;
  const int size =
      std::snprintf(buffer.data(), buffer.size(), "%016lld", static_cast<long long>(to_unix_us(time)));
  return {buffer.data(), static_cast<std::size_t>(size)};
}

std::string to_stored(const jwt_record& record) {
  json rest = {{"n", record.name}, {"c", to_unix_us(record.created)}};
  if (record.user) rest["u"] = record.user->to_string();
  if (record.expires) rest["e"] = to_unix_us(*record.expires);
  if (record.through) rest["t"] = record.through->to_string();
  return (record.discarded ? to_digits(*record.discarded) : std::string(never)) + dump_json(rest);
}

timestamp discarded_in(std::string_view stored) {
  std::int64_t us = 0;
  std::from_chars(stored.data(), stored.data() + std::min(stored.size(), time_size), us);
  return from_unix_us(us);
}

result<jwt_record> parse(jwt_id id, std::string_view stored) {
  auto damaged = error(errc::corrupted, "a token's record cannot be read");
  if (stored.size() < time_size) return damaged;
  const auto rest = json::parse(stored.substr(time_size), nullptr, false);
  stored_record whole(rest);
  jwt_record out;
  out.id = id;
  out.name = whole.text("n");
  out.created = from_unix_us(whole.integer("c"));
  if (whole.has("e")) out.expires = from_unix_us(whole.integer("e"));
  if (whole.has("u")) {
    const auto user = user_id::parse(whole.text("u"));
    if (!user) return damaged;
    out.user = *user;
  }
  if (whole.has("t")) {
    const auto through = jwt_id::parse(whole.text("t"));
    if (!through) return damaged;
    out.through = *through;
  }
  if (whole.is_damaged()) return damaged;
  if (!stored.starts_with(never)) out.discarded = discarded_in(stored);
  return out;
}

bool is_active(const jwt_record& record, timestamp at) {
  return !record.discarded && (!record.expires || at < *record.expires);
}

bool is_over(const jwt_record& record, timestamp at) {
  if (record.discarded && *record.discarded + discarded_jwts_kept < at) return true;
  return record.expires && *record.expires + expired_jwts_kept < at;
}

std::string_view kind_of(bool is_project_token) {
  return is_project_token ? project_kind : user_kind;
}

}  // namespace

jwt_registry::jwt_registry(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

task<result<void>> jwt_registry::add(project_id project, jwt_record record) {
  const auto counted = record.user ? names_.jwts(project, queue::short_id(record.user->value))
                                   : names_.jwts(project, project_kind);
  auto count = co_await redis_.call({"HLEN", counted});
  count = net::require_success(std::move(count));
  if (!count) co_return count.error();
  if (count->integer >= static_cast<std::int64_t>(most_jwts)) {
    co_return error(errc::too_large, std::string(record.user ? "a user" : "a project") +
                                         " may have at most " + std::to_string(most_jwts) +
                                         " tokens; let them expire, or revoke some");
  }
  redis_batch batch(redis_);
  if (record.user)
    batch.add({"HSET", names_.jwts(project, queue::short_id(record.user->value)), record.id.raw(), ""});
  batch.add({"HSET", names_.jwts(project, kind_of(!record.user)), record.id.raw(), to_stored(record)});
  const auto replies = co_await batch.run();
  for (const auto& reply : replies) {
    if (!reply) co_return reply.error();
  }
  co_return result<void>();
}

task<result<jwt_record>> jwt_registry::discard(project_id project, jwt_id id, bool is_project_token) {
  auto stored = co_await redis_.call(discard_script, {names_.jwts(project, kind_of(is_project_token))},
                                     {std::string(id.raw()), to_digits(now())});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  if (stored->is_nil()) co_return error(errc::not_found, "no such token");
  co_return parse(id, stored->text);
}

task<result<jwt_registry::pruned>> jwt_registry::prune(project_id project, bool of_project_tokens,
                                                       std::string cursor, timestamp at) {
  const auto key = names_.jwts(project, kind_of(of_project_tokens));
  auto page = co_await redis_.call({"HSCAN", key, cursor, "COUNT", pruned_at_once});
  page = net::require_success(std::move(page));
  if (!page) co_return page.error();
  if (page->elements.size() != 2) co_return error(errc::corrupted, "tokens cannot be read");
  pruned out{0, page->elements[0].text};
  std::vector<jwt_record> records;
  const auto& found = page->elements[1].elements;
  for (std::size_t i = 0; i + 1 < found.size(); i += 2) {
    const auto id = uuid::from_raw(found[i].text);
    auto record = id ? parse({*id}, found[i + 1].text) : result<jwt_record>(id.error());
    if (record) records.push_back(std::move(*record));
  }
  const auto heeded = co_await heed_project_tokens(project, records);
  if (!heeded) co_return heeded.error();
  redis_batch batch(redis_);
  for (const auto& record : records) {
    if (!is_over(record, at)) continue;
    batch.add({"HDEL", key, record.id.raw()});
    if (record.user)
      batch.add({"HDEL", names_.jwts(project, queue::short_id(record.user->value)), record.id.raw()});
    ++out.removed;
  }
  const auto replies = co_await batch.run();
  for (const auto& reply : replies) {
    if (!reply) co_return reply.error();
  }
  co_return out;
}

// The list last: after a failure it still leads to what is left.
task<result<void>> jwt_registry::forget_user(project_id project, user_id user) {
  const auto key = names_.jwts(project, queue::short_id(user.value));
  auto listed = co_await redis_.call({"HKEYS", key});
  listed = net::require_success(std::move(listed));
  if (!listed) co_return listed.error();
  if (listed->elements.empty()) co_return result<void>();
  net::redis_command forget({"HDEL", names_.jwts(project, user_kind)});
  for (const auto& id : listed->elements) forget.add(id.text);
  redis_batch batch(redis_);
  batch.add(std::move(forget));
  batch.add({"DEL", key});
  const auto replies = co_await batch.run();
  for (const auto& reply : replies) {
    if (!reply) co_return reply.error();
  }
  co_return result<void>();
}

task<result<std::vector<jwt_record>>> jwt_registry::list(project_id project, std::optional<user_id> user) {
  std::vector<std::string> ids;
  std::vector<std::string> records;
  const auto key = names_.jwts(project, kind_of(!user));
  if (user) {
    auto listed = co_await redis_.call({"HKEYS", names_.jwts(project, queue::short_id(user->value))});
    listed = net::require_success(std::move(listed));
    if (!listed) co_return listed.error();
    if (listed->elements.empty()) co_return std::vector<jwt_record>();
    net::redis_command read({"HMGET", key});
    for (const auto& one : listed->elements) read.add(one.text);
    auto found = co_await redis_.call(std::move(read));
    found = net::require_success(std::move(found));
    if (!found) co_return found.error();
    for (std::size_t i = 0; i < found->elements.size(); ++i) {
      if (found->elements[i].is_nil()) continue;
      ids.push_back(std::move(listed->elements[i].text));
      records.push_back(std::move(found->elements[i].text));
    }
  } else {
    auto found = co_await redis_.call({"HGETALL", key});
    found = net::require_success(std::move(found));
    if (!found) co_return found.error();
    for (std::size_t i = 0; i + 1 < found->elements.size(); i += 2) {
      ids.push_back(std::move(found->elements[i].text));
      records.push_back(std::move(found->elements[i + 1].text));
    }
  }

  std::vector<jwt_record> out;
  const auto at = now();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto id = uuid::from_raw(ids[i]);
    auto record = id ? parse({*id}, records[i]) : result<jwt_record>(id.error());
    if (!record) {
      leave_out("jwt", id ? id->to_string() : std::string(), record.error());
      continue;
    }
    if (user || is_active(*record, at)) out.push_back(std::move(*record));
  }
  const auto heeded = co_await heed_project_tokens(project, out);
  if (!heeded) co_return heeded.error();
  std::erase_if(out, [at](const jwt_record& record) { return is_over(record, at); });
  std::sort(out.begin(), out.end(), [](const jwt_record& a, const jwt_record& b) {
    return std::tie(a.created, a.id) > std::tie(b.created, b.id);
  });
  co_return out;
}

// A project token whose record is gone was discarded so long ago that records of then are no longer kept; had
// it expired, what was issued through it would have as well.
task<result<void>> jwt_registry::heed_project_tokens(project_id project, std::vector<jwt_record>& of_users) {
  std::set<jwt_id> ids;
  for (const auto& record : of_users) {
    if (record.through) ids.insert(*record.through);
  }
  if (ids.empty()) co_return result<void>();
  net::redis_command read({"HMGET", names_.jwts(project, project_kind)});
  for (const auto& id : ids) read.add(id.raw());
  auto found = co_await redis_.call(std::move(read));
  found = net::require_success(std::move(found));
  if (!found) co_return found.error();
  std::map<jwt_id, timestamp> discarded;
  auto next = found->elements.begin();
  for (const auto& id : ids) {
    const auto& stored = (next++)->text;
    if (!stored.starts_with(never)) discarded.emplace(id, discarded_in(stored));
  }
  for (auto& record : of_users) {
    const auto gone = record.through ? discarded.find(*record.through) : discarded.end();
    if (gone != discarded.end())
      record.discarded = std::min(record.discarded.value_or(gone->second), gone->second);
  }
  co_return result<void>();
}

task<result<bool>> jwt_registry::is_project_token_valid(project_id project, jwt_id id) {
  auto stored = co_await redis_.call({"HGET", names_.jwts(project, project_kind), id.raw()});
  stored = net::require_success(std::move(stored));
  if (!stored) co_return stored.error();
  co_return stored->text.starts_with(never);
}

task<result<bool>> jwt_registry::is_user_token_valid(project_id project, jwt_id id,
                                                     std::optional<jwt_id> through) {
  redis_batch batch(redis_);
  batch.add({"HGET", names_.jwts(project, user_kind), id.raw()});
  if (through) batch.add({"HGET", names_.jwts(project, project_kind), through->raw()});
  const auto replies = co_await batch.run();
  bool are_all_valid = true;
  for (const auto& stored : replies) {
    if (!stored) co_return stored.error();
    are_all_valid = are_all_valid && stored->text.starts_with(never);
  }
  co_return are_all_valid;
}

}  // namespace carillon::store
