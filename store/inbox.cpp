#include "store/inbox.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/damaged_row.hpp"
#include "store/inbox_item.hpp"
#include "store/redis_batch.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script add_script("add_inbox", scripts::add_inbox);
const net::redis_script edit_script("edit_inbox", scripts::edit_inbox);

// A script holds Redis up for everyone: 100 users take it less than 1 ms.
constexpr std::size_t users_a_script = 100;

error no_such_item() {
  return {errc::not_found, "no such notification"};
}

/// Keys and arguments of one call of add_inbox, for some of the users.
struct add_call {
  std::vector<std::string> keys, args;

  void take(const queue::keys& names, const inbox::addition& what, std::size_t from, std::size_t to) {
    for (auto i = from; i < to; ++i) keys.push_back(names.inbox(what.where, what.project, what.users[i].id));
    std::map<std::uint32_t, std::size_t> place_of_page;
    for (auto i = from; i < to; ++i) {
      const auto number = what.users[i].number;
      const auto page = number / queue::page_size;
      const auto [entry, is_new] = place_of_page.try_emplace(page, keys.size() + 1);
      if (is_new) {
        keys.push_back(names.user_index(what.where, what.project, page));
        keys.push_back(names.inbox_counts(what.where, what.project, page));
      }
      args.push_back(std::to_string(number));
      args.push_back(std::to_string(entry->second));
    }
  }
};

}  // namespace

inbox::inbox(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

std::vector<std::string> inbox::edit_keys(project_id project, const user_ref& owner) const {
  return {names_.inbox(owner.where, project, owner.id),
          names_.inbox_counts(owner.where, project, owner.number / queue::page_size)};
}

task<result<void>> inbox::add(addition what) {
  const auto packed = pack_inbox_item(what.broadcast, what.created_ms, what.category, what.topic);
  redis_batch batch(redis_);
  for (std::size_t from = 0; from < what.users.size(); from += users_a_script) {
    add_call call;
    call.args = {std::string(what.broadcast.raw()), packed, std::to_string(most_inbox_items),
                 std::to_string(inbox_items_kept)};
    call.take(names_, what, from, std::min(what.users.size(), from + users_a_script));
    batch.add(add_script, std::move(call.keys), std::move(call.args));
  }
  const auto replies = co_await batch.run();
  for (const auto& reply : replies) {
    if (!reply) co_return reply.error();
  }
  co_return result<void>();
}

task<result<std::vector<std::optional<inbox_item>>>> inbox::states(project_id project, broadcast_id broadcast,
                                                                   std::vector<user_ref> users) {
  redis_batch batch(redis_);
  for (const auto& one : users)
    batch.add({"HGET", names_.inbox(one.where, project, one.id), broadcast.raw()});
  const auto replies = co_await batch.run();
  std::vector<std::optional<inbox_item>> out(users.size());
  for (std::size_t i = 0; i < users.size(); ++i) {
    if (!replies[i]) co_return replies[i].error();
    if (replies[i]->is_nil()) continue;
    auto one = unpack_inbox_item(broadcast.raw(), replies[i]->text);
    if (!one) {
      leave_out("notification", broadcast.to_string(), one.error());
      continue;
    }
    one->item.id = notification_of(broadcast, users[i]);
    out[i] = one->item;
  }
  co_return out;
}

task<result<std::vector<inbox_item>>> inbox::load(project_id project, user_ref owner, inbox_filter filter) {
  auto read = co_await redis_.call({"HGETALL", names_.inbox(owner.where, project, owner.id)});
  read = net::require_success(std::move(read));
  if (!read) co_return read.error();
  const inbox_matcher matcher(filter);
  std::vector<inbox_item> out;
  for (std::size_t i = 0; i + 1 < read->elements.size(); i += 2) {
    auto one = unpack_inbox_item(read->elements[i].text, read->elements[i + 1].text);
    if (!one) {
      const auto broadcast = uuid::from_raw(read->elements[i].text);
      leave_out("notification", broadcast ? broadcast->to_string() : std::string(), one.error());
      continue;
    }
    if (!matcher.wants(*one)) continue;
    one->item.id = notification_of(one->item.broadcast, owner);
    out.push_back(one->item);
  }
  co_return out;
}

task<result<std::vector<inbox_item>>> inbox::list(project_id project, user_ref owner, inbox_filter filter,
                                                  std::optional<position> after,
                                                  std::optional<position> before, std::size_t limit) {
  auto rows = co_await load(project, owner, std::move(filter));
  if (!rows) co_return rows.error();
  std::erase_if(*rows, [&](const inbox_item& row) {
    const auto at = position_of(row);
    return (after && at >= *after) || (before && at <= *before);
  });
  std::ranges::sort(*rows, std::ranges::greater(), &inbox::position_of);
  if (rows->size() > limit && before) {
    rows->erase(rows->begin(), rows->end() - static_cast<std::ptrdiff_t>(limit));
  } else if (rows->size() > limit) {
    rows->resize(limit);
  }
  co_return std::move(*rows);
}

task<result<inbox_item>> inbox::find(project_id project, user_ref owner, notification_id id) {
  auto rows = co_await load(project, owner, {});
  if (!rows) co_return rows.error();
  const auto found = std::ranges::find(*rows, id, &inbox_item::id);
  if (found == rows->end()) co_return no_such_item();
  co_return *found;
}

// The broadcast's id leads to the item, and only that of the notification is known: a user's items are few
// enough to be looked through.
task<result<void>> inbox::mark(project_id project, user_ref owner, notification_id id, inbox_mark as) {
  auto names = co_await redis_.call({"HKEYS", names_.inbox(owner.where, project, owner.id)});
  names = net::require_success(std::move(names));
  if (!names) co_return names.error();
  const auto meant = std::ranges::find_if(names->elements, [&](const net::redis_reply& name) {
    const auto broadcast = uuid::from_raw(name.text);
    return broadcast && notification_of({*broadcast}, owner) == id;
  });
  if (meant == names->elements.end()) co_return no_such_item();
  auto marked = co_await redis_.call(
      edit_script, edit_keys(project, owner),
      {std::to_string(owner.number), std::string(to_string(as)), meant->text, "any", "", ""});
  marked = net::require_success(std::move(marked));
  if (!marked) co_return marked.error();
  if (marked->integer < 0) co_return no_such_item();
  co_return result<void>();
}

task<result<std::uint64_t>> inbox::mark_all(project_id project, user_ref owner, inbox_filter filter,
                                            inbox_mark as) {
  auto marked = co_await redis_.call(
      edit_script, edit_keys(project, owner),
      {std::to_string(owner.number), std::string(to_string(as)), "", std::string(to_string(filter.status)),
       label_hash(filter.category), label_hash(filter.topic)});
  marked = net::require_success(std::move(marked));
  if (!marked) co_return marked.error();
  co_return static_cast<std::uint64_t>(marked->integer);
}

task<result<std::uint64_t>> inbox::count_unread(project_id project, user_ref owner, inbox_filter filter) {
  if (!filter.category.empty() || !filter.topic.empty()) {
    filter.status = inbox_status::unread;
    const auto rows = co_await load(project, owner, std::move(filter));
    if (!rows) co_return rows.error();
    co_return rows->size();
  }
  const auto page = names_.inbox_counts(owner.where, project, owner.number / queue::page_size);
  const auto field = std::to_string(owner.number % queue::page_size);
  auto counts = co_await redis_.call({"HGET", page, field});
  counts = net::require_success(std::move(counts));
  if (!counts) co_return counts.error();
  std::uint64_t unread = 0;  // the text is "unread,unseen", or nothing
  std::from_chars(counts->text.data(), counts->text.data() + counts->text.size(), unread);
  co_return unread;
}

task<result<void>> inbox::forget(project_id project, user_ref owner, std::vector<broadcast_id> broadcasts) {
  redis_batch batch(redis_);
  for (const auto& one : broadcasts) {
    batch.add(edit_script, edit_keys(project, owner),
              {std::to_string(owner.number), "forgotten", std::string(one.raw()), "any", "", ""});
  }
  const auto replies = co_await batch.run();
  for (const auto& reply : replies) {
    if (!reply) co_return reply.error();
  }
  co_return result<void>();
}

}  // namespace carillon::store
