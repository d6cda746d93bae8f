// Finding users without making any: by identity, and the id behind a number.
#include <map>

#include "queue/derived_ids.hpp"
#include "store/canonical_email.hpp"
#include "store/redis_batch.hpp"
#include "store/user.hpp"
#include "store/user_record.hpp"

namespace carillon::store {

namespace {

void append_ids(std::vector<user_id>& out, std::string_view packed) {
  for (; packed.size() >= 16; packed.remove_prefix(16)) {
    const user_id id{*uuid::from_raw(packed.substr(0, 16))};
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  }
}

}  // namespace

notification_id notification_of(broadcast_id broadcast, const user_ref& who) noexcept {
  return queue::to_notification_id(broadcast, who.id, {.where = who.where, .number = who.number});
}

task<result<std::vector<user>>> users::load(project_id project, std::vector<user_id> ids) {
  redis_batch batch(redis_);
  for (const auto& id : ids)
    batch.add({"HGETALL", names_.user(queue::partition_of(project, id), project, id)});
  const auto replies = co_await batch.run();
  std::vector<user> found;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!replies[i]) co_return replies[i].error();
    auto parsed = parse_user(ids[i], *replies[i]);
    if (parsed) {
      found.push_back(std::move(*parsed));
    } else if (parsed.error().code != errc::not_found) {
      co_return parsed.error();
    }
  }
  co_return found;
}

// Every user that has this external_id or this e-mail now: the derived ids, and those the index names, looked
// at. An e-mail also in the very spelling given: users may be stored so from before spellings were one.
task<result<std::vector<user>>> users::matches(project_id project, std::string external_id,
                                               std::string email) {
  std::vector<user_id> candidates;
  redis_batch batch(redis_);
  const auto consider = [&](identity_kind kind, std::string_view value) {
    const auto place = ids().of(project, kind, value);
    append_ids(candidates, place.derived.raw());
    batch.add({"HGET", place.bucket, place.field});
  };
  if (!external_id.empty()) consider(identity_kind::external_id, external_id);
  const auto canonical = canonical_email(email);
  if (!email.empty()) consider(identity_kind::email, canonical);
  if (email != canonical) consider(identity_kind::email, email);
  const auto entries = co_await batch.run();
  for (const auto& entry : entries) {
    if (!entry) co_return entry.error();
    append_ids(candidates, entry->text);
  }
  auto found = co_await load(project, std::move(candidates));
  if (!found) co_return found.error();
  std::erase_if(*found, [&](const user& one) {
    const bool has_external_id = !external_id.empty() && one.external_id == external_id;
    const bool has_email = !email.empty() && canonical_email(one.email) == canonical;
    return !has_external_id && !has_email;
  });
  co_return std::move(*found);
}

task<result<user>> users::find_by_identity(project_id project, std::string external_id, std::string email) {
  if (external_id.empty() && email.empty())
    co_return error(errc::invalid_argument, "a user needs an external_id or an email");
  auto found = co_await matches(project, external_id, email);
  if (!found) co_return found.error();
  for (auto& one : *found) {
    if (!external_id.empty() && one.external_id == external_id) co_return std::move(one);
  }
  // By e-mail: with an external_id that nobody has, only a user that has none can be meant.
  if (!external_id.empty()) std::erase_if(*found, [](const user& one) { return !one.external_id.empty(); });
  if (found->empty()) co_return error(errc::not_found, "no such user");
  if (found->size() > 1) co_return error(errc::conflict, "several users share this e-mail");
  co_return std::move(found->front());
}

task<result<users::page>> users::search(project_id project, std::string query, std::size_t limit) {
  auto found = co_await matches(project, query, query);
  if (!found) co_return found.error();
  if (found->size() > limit) found->resize(limit);
  page out;
  out.rows = std::move(*found);
  co_return out;
}

task<result<std::vector<user_id>>> users::ids_of(
    project_id project, std::vector<std::pair<queue::partition, std::uint32_t>> numbers) {
  std::map<std::pair<queue::partition, std::uint32_t>, std::vector<std::size_t>> pages;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    pages[{numbers[i].first, numbers[i].second / queue::page_size}].push_back(i);

  redis_batch batch(redis_);
  for (const auto& [where, places] : pages) {
    net::redis_command read({"HMGET", names_.user_index(where.first, project, where.second)});
    for (const auto place : places) read.add(std::int64_t{numbers[place].second % queue::page_size});
    batch.add(std::move(read));
  }
  const auto replies = co_await batch.run();

  std::vector<user_id> out(numbers.size());
  std::size_t reply = 0;
  for (const auto& [where, places] : pages) {
    const auto& read = replies[reply++];
    if (!read) co_return read.error();
    for (std::size_t i = 0; i < places.size() && i < read->elements.size(); ++i) {
      const auto id = uuid::from_raw(std::string_view(read->elements[i].text).substr(0, 16));
      if (id) out[places[i]] = {*id};  // else nil: no such number
    }
  }
  co_return out;
}

}  // namespace carillon::store
