// Finding users without making any: by identity, and the id behind a number.
#include <algorithm>
#include <iterator>
#include <map>

#include "base/damaged_row.hpp"
#include "net/loop_slice.hpp"
#include "queue/derived_ids.hpp"
#include "store/canonical_email.hpp"
#include "store/grave.hpp"
#include "store/redis_batch.hpp"
#include "store/user.hpp"
#include "store/user_record.hpp"

namespace carillon::store {

namespace {

/// Remembered at a time: some 4 MiB.
constexpr std::size_t most_remembered = 16 * 1024;

// Rows asked of Redis at once: a page of ordinary ones is four goes, and of large ones, which hold 64 KiB of
// attributes each, no go keeps others waiting for long.
constexpr std::size_t first_rows = 8;
constexpr std::size_t rows_at_once = 32;

std::size_t bytes_in(const net::redis_reply& row) {
  std::size_t bytes = 0;
  for (const auto& each : row.elements) bytes += each.text.size();
  return bytes;
}

void append_ids(std::vector<user_id>& out, std::string_view packed) {
  for (; packed.size() >= 16; packed.remove_prefix(16)) {
    const user_id id{*uuid::from_raw(packed.substr(0, 16))};
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  }
}

}  // namespace

/// Who may be meant, and when whoever had these identities was deleted.
struct users::match {
  std::vector<user> found;
  std::optional<grave> of_external_id, of_email;
};

notification_id notification_of(broadcast_id broadcast, const user_ref& who) noexcept {
  return queue::to_notification_id(broadcast, who.id, {.where = who.where, .number = who.number});
}

// What a record says; nothing when there is none. A damaged one is left out.
result<void> users::keep_if_readable(std::vector<user>& found, user_id id, const net::redis_reply& fields) {
  auto parsed = parse_user(id, fields);
  if (parsed) {
    found.push_back(std::move(*parsed));
  } else if (is_rows_fault(parsed.error())) {
    leave_out("user", id.to_string(), parsed.error());
  } else if (parsed.error().code != errc::not_found) {
    return parsed.error();
  }
  return {};
}

task<result<users::loaded>> users::load(project_id project, std::vector<user_id> ids,
                                        std::size_t most_bytes) {
  loaded out;
  std::size_t bytes = 0;
  net::loop_slice slice;
  while (out.seen < ids.size() && bytes <= most_bytes) {
    const auto end = std::min(ids.size(), out.seen + (out.seen == 0 ? first_rows : rows_at_once));
    redis_batch batch(redis_);
    for (auto i = out.seen; i < end; ++i)
      batch.add({"HGETALL", names_.user(queue::partition_of(project, ids[i]), project, ids[i])});
    const auto replies = co_await batch.run();
    for (const auto& reply : replies) {
      if (slice.is_spent()) co_await slice.yield();
      if (!reply) co_return reply.error();
      const auto id = ids[out.seen++];
      bytes += bytes_in(*reply);
      const auto kept = keep_if_readable(out.rows, id, *reply);
      if (!kept) co_return kept.error();
      if (bytes > most_bytes) break;
    }
  }
  co_return out;
}

identity users::place_of(project_id project, identity_kind kind, std::string_view value) {
  std::string name(project.raw());
  name += static_cast<char>(kind);
  name += value;
  if (const auto known = places_.find(name); known != places_.end()) return known->second;
  if (places_.size() >= most_remembered) places_.clear();
  return places_.emplace(std::move(name), ids().of(project, kind, value)).first->second;
}

// Every user that has this external_id or this e-mail now: the derived ids, and those the index names, looked
// at. An e-mail also in the very spelling given: users may be stored so from before spellings were one. Most
// often there is nobody but the one derived, who is read in the same go.
task<result<users::match>> users::matches(project_id project, std::string external_id, std::string email) {
  std::vector<user_id> candidates;
  redis_batch batch(redis_);
  const auto consider = [&](identity_kind kind, std::string_view value) {
    const auto place = place_of(project, kind, value);
    candidates.push_back(place.derived);
    batch.add({"HMGET", place.bucket, place.field, grave_field(place.field)});
    batch.add({"HGETALL", names_.user(place.where, project, place.derived)});
  };
  if (!external_id.empty()) consider(identity_kind::external_id, external_id);
  const auto canonical = canonical_email(email);
  if (!email.empty()) consider(identity_kind::email, canonical);
  if (email != canonical) consider(identity_kind::email, email);
  const auto read = co_await batch.run();
  match out;
  const auto derived = candidates.size();
  for (std::size_t i = 0; i < derived; ++i) {
    const auto& entry = read[2 * i];
    const auto& record = read[2 * i + 1];
    if (!entry) co_return entry.error();
    if (!record) co_return record.error();
    const auto& parts = entry->elements;
    if (parts.size() != 2) co_return error(errc::corrupted, "an identity's entry cannot be read");
    append_ids(candidates, parts[0].text);
    if (i == 0 && !external_id.empty()) {
      out.of_external_id = parse_grave(parts[1].text);
    } else if (!out.of_email) {
      out.of_email = parse_grave(parts[1].text);
    }
    const auto kept = keep_if_readable(out.found, candidates[i], *record);
    if (!kept) co_return kept.error();
  }
  if (candidates.size() > derived) {
    auto others =
        co_await load(project, {candidates.begin() + static_cast<std::ptrdiff_t>(derived), candidates.end()});
    if (!others) co_return others.error();
    std::ranges::move(others->rows, std::back_inserter(out.found));
  }
  std::erase_if(out.found, [&](const user& one) {
    const bool has_external_id = !external_id.empty() && one.external_id == external_id;
    const bool has_email = !email.empty() && canonical_email(one.email) == canonical;
    return !has_external_id && !has_email;
  });
  co_return out;
}

task<result<users::match>> users::match_one(project_id project, std::string external_id, std::string email) {
  if (external_id.empty() && email.empty())
    co_return error(errc::invalid_argument, "a user needs an external_id or an email");
  auto all = co_await matches(project, external_id, email);
  if (!all) co_return all.error();
  auto& found = all->found;
  const auto exact = std::ranges::find(found, external_id, &user::external_id);
  if (!external_id.empty() && exact != found.end()) {
    found = {std::move(*exact)};
    co_return all;
  }
  // By e-mail: with an external_id that nobody has, only a user that has none can be meant.
  if (!external_id.empty()) std::erase_if(found, [](const user& one) { return !one.external_id.empty(); });
  if (found.size() > 1) co_return error(errc::conflict, "several users share this e-mail");
  co_return all;
}

task<result<user>> users::find_by_identity(project_id project, std::string external_id, std::string email) {
  auto one = co_await match_one(project, std::move(external_id), std::move(email));
  if (!one) co_return one.error();
  if (one->found.empty()) co_return error(errc::not_found, "no such user");
  co_return std::move(one->found.front());
}

task<result<user>> users::admit(project_id project, std::string external_id, std::string email,
                                std::optional<timestamp> issued) {
  const error too_old{errc::unauthenticated, "the token's user was deleted after the token was issued"};
  auto one = co_await match_one(project, external_id, email);
  if (!one) co_return one.error();
  const bool has_email_counted = one->of_email && (external_id.empty() || one->of_email->was_only_one);
  if (!one->found.empty()) {
    auto& there = one->found.front();
    const bool is_by_external_id = !external_id.empty() && there.external_id == external_id;
    const auto& deleted = is_by_external_id ? one->of_external_id : one->of_email;
    const bool is_counted = is_by_external_id ? deleted.has_value() : has_email_counted;
    if (is_counted && is_before(issued, *deleted)) co_return too_old;
    co_return std::move(there);
  }
  if (one->of_external_id && !is_after(issued, *one->of_external_id)) co_return too_old;
  if (has_email_counted && !is_after(issued, *one->of_email)) co_return too_old;
  user_fields fields;
  if (!email.empty()) fields.email = std::move(email);
  if (!external_id.empty()) fields.external_id = std::move(external_id);
  auto made = co_await upsert(project, std::move(fields), issued.value_or(timestamp{}));
  if (!made && made.error().code == errc::not_found)
    co_return too_old;  // deleted between our looking and now
  co_return made;
}

task<result<users::page>> users::search(project_id project, std::string query, std::size_t limit) {
  auto found = co_await matches(project, query, query);
  if (!found) co_return found.error();
  if (found->found.size() > limit) found->found.resize(limit);
  page out;
  out.rows = std::move(found->found);
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
