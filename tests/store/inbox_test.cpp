#include "store/inbox.hpp"

#include <gmock/gmock.h>

#include <map>

#include "tests/queue/queue_fixture.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class inbox_of_users : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    link = std::make_unique<test::one_slot_redis>(client());
    people = std::make_unique<users>(*link, names, *ring);
    box = std::make_unique<inbox>(*link, names);
  }
  template <class Value>
  Value must(task<result<Value>> work) {
    auto outcome = run(std::move(work));
    EXPECT_TRUE(outcome) << outcome.error().detail;
    return outcome ? std::move(*outcome) : Value();
  }
  void must_succeed(task<result<void>> work) {
    const auto outcome = run(std::move(work));
    EXPECT_TRUE(outcome) << outcome.error().detail;
  }
  user_ref user_named(const std::string& name) {
    return ref_of(project, must(people->upsert(project, by_external_id(name))));
  }
  /// Several of one partition, as a chunk has them.
  std::vector<user_ref> users_of_partition(std::size_t count) {
    const identities ids(names, ring->derive("user-id"));
    std::vector<user_fields> fields;
    for (int i = 0; fields.size() < count; ++i) {
      const auto name = std::to_string(i);
      if (ids.of(project, identity_kind::external_id, name).where == 5)
        fields.push_back(by_external_id(name));
    }
    std::vector<user_ref> out;
    const auto made = run(people->upsert_many(project, std::move(fields)));
    for (const auto& one : made) out.push_back(one.value());
    return out;
  }
  /// A broadcast made `minute` minutes after the epoch of these tests.
  static broadcast_id at_minute(int minute) {
    return broadcast_id::make(from_unix_ms(1'700'000'000'000 + minute * 60'000));
  }
  inbox::addition addition(broadcast_id broadcast, std::vector<user_ref> to) const {
    inbox::addition what;
    what.project = project;
    what.where = to.at(0).where;
    what.broadcast = broadcast;
    for (int i = 0; i < 6; ++i) what.created_ms = what.created_ms << 8 | broadcast.value.bytes[i];
    what.users = std::move(to);
    return what;
  }
  notification_id add(int minute, const user_ref& to, std::string category = {}, std::string topic = {}) {
    const auto broadcast = at_minute(minute);
    auto what = addition(broadcast, {to});
    what.category = std::move(category);
    what.topic = std::move(topic);
    must_succeed(box->add(std::move(what)));
    return notification_of(broadcast, to);
  }
  std::vector<notification_id> listed(const user_ref& of, inbox_filter filter = {}) {
    std::vector<notification_id> ids;
    for (const auto& row : must(box->list(project, of, std::move(filter), {}, {}, 100)))
      ids.push_back(row.id);
    return ids;
  }
  std::vector<notification_id> listed(const user_ref& of, inbox_status status) {
    return listed(of, inbox_filter{status, {}, {}});
  }
  void mark(const user_ref& of, notification_id id, inbox_mark as) {
    must_succeed(box->mark(project, of, id, as));
  }
  /// As it rests: "unread,unseen", or empty.
  std::string counts(const user_ref& of) {
    const auto page = names.inbox_counts(of.where, project, of.number / queue::page_size);
    return call({"HGET", page, std::to_string(of.number % queue::page_size)}).text;
  }
  std::int64_t memory_of(const user_ref& of) {
    return call({"MEMORY", "USAGE", names.inbox(of.where, project, of.id), "SAMPLES", "0"}).integer;
  }

  using ids = std::vector<notification_id>;
  std::unique_ptr<test::one_slot_redis> link;
  std::unique_ptr<users> people;
  std::unique_ptr<inbox> box;
};

TEST_F(inbox_of_users, lists_the_newest_first) {
  const auto one = user_named("one");
  const auto second = add(2, one), first = add(1, one), third = add(3, one);
  EXPECT_EQ(listed(one), (ids{third, second, first}));
  EXPECT_EQ(counts(one), "3,3");
  EXPECT_TRUE(listed(user_named("other")).empty());
  const auto item = must(box->find(project, one, second));
  EXPECT_EQ(item.id, second);
  EXPECT_EQ(to_unix_ms(item.created), 1'700'000'000'000 + 120'000);
  EXPECT_FALSE(item.seen || item.read || item.archived);
}

TEST_F(inbox_of_users, keeps_a_time_that_is_not_the_ids) {
  const auto one = user_named("one");
  auto what = addition(at_minute(1), {one});
  what.created_ms = 1'234'567'890'123;
  const auto id = notification_of(what.broadcast, one);
  must_succeed(box->add(what));
  EXPECT_EQ(to_unix_ms(must(box->find(project, one, id)).created), 1'234'567'890'123);
}

TEST_F(inbox_of_users, adds_an_item_once_and_keeps_its_marks) {
  const auto one = user_named("one");
  const auto what = addition(at_minute(1), {one});
  const auto id = notification_of(what.broadcast, one);
  must_succeed(box->add(what));
  mark(one, id, inbox_mark::read);
  must_succeed(box->add(what));
  EXPECT_EQ(listed(one).size(), 1U);
  EXPECT_TRUE(must(box->find(project, one, id)).read);
  EXPECT_EQ(counts(one), "");
}

TEST_F(inbox_of_users, takes_a_whole_chunk_without_its_deleted_users) {
  const auto all = users_of_partition(250);
  must_succeed(people->remove(project, all[120].id));
  const auto broadcast = at_minute(1);
  must_succeed(box->add(addition(broadcast, all)));
  const auto states = must(box->states(project, broadcast, all));
  ASSERT_EQ(states.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(states[i].has_value(), i != 120) << i;
    EXPECT_EQ(counts(all[i]), i == 120 ? "" : "1,1") << i;
    if (states[i]) EXPECT_EQ(states[i]->id, notification_of(broadcast, all[i]));
  }
}

TEST_F(inbox_of_users, marks_and_counts_agree) {
  const auto one = user_named("one");
  const auto a = add(1, one), b = add(2, one), c = add(3, one);
  mark(one, a, inbox_mark::seen);
  EXPECT_EQ(counts(one), "3,2");
  mark(one, b, inbox_mark::read);
  EXPECT_EQ(counts(one), "2,1");
  EXPECT_TRUE(must(box->find(project, one, b)).seen);
  mark(one, c, inbox_mark::archived);
  EXPECT_EQ(counts(one), "1,0");
  EXPECT_EQ(listed(one, inbox_status::any), (ids{c, b, a}));
  EXPECT_EQ(listed(one, inbox_status::current), (ids{b, a}));
  EXPECT_EQ(listed(one, inbox_status::unread), (ids{a}));
  EXPECT_EQ(listed(one, inbox_status::read), (ids{b}));
  EXPECT_EQ(listed(one, inbox_status::archived), (ids{c}));
  EXPECT_EQ(listed(one, inbox_status::unseen), (ids{}));
  mark(one, c, inbox_mark::unarchived);
  EXPECT_EQ(counts(one), "2,1");
  EXPECT_EQ(listed(one, inbox_status::unseen), (ids{c}));
  mark(one, b, inbox_mark::unread);
  EXPECT_EQ(counts(one), "3,1");
  const auto item = must(box->find(project, one, b));
  EXPECT_FALSE(item.read);
  EXPECT_TRUE(item.seen);
  EXPECT_EQ(must(box->count_unread(project, one, {})), 3U);
}

TEST_F(inbox_of_users, keeps_the_time_of_the_first_mark) {
  const auto one = user_named("one");
  const auto id = add(1, one);
  mark(one, id, inbox_mark::seen);
  const auto first = must(box->find(project, one, id)).seen;
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(3);
  while (std::chrono::steady_clock::now() < until) call({"PING"});
  mark(one, id, inbox_mark::seen);
  mark(one, id, inbox_mark::read);
  const auto item = must(box->find(project, one, id));
  EXPECT_EQ(item.seen, first);
  EXPECT_GT(item.read, first);
}

TEST_F(inbox_of_users, knows_nothing_of_what_is_not_there) {
  const auto one = user_named("one"), other = user_named("other");
  const auto id = add(1, one);
  EXPECT_EQ(run(box->find(project, other, id)).error().code, errc::not_found);
  EXPECT_EQ(run(box->mark(project, other, id, inbox_mark::read)).error().code, errc::not_found);
  EXPECT_EQ(run(box->mark(project, one, notification_id::make(now()), inbox_mark::read)).error().code,
            errc::not_found);
  EXPECT_EQ(counts(one), "1,1");
  EXPECT_EQ(counts(other), "");
}

TEST_F(inbox_of_users, filters_by_category_and_topic) {
  const auto one = user_named("one");
  const auto a = add(1, one, "billing", "invoice:1"), b = add(2, one, "billing"),
             c = add(3, one, "news", "invoice:1"), d = add(4, one);
  const auto only = [](std::string category, std::string topic) {
    return inbox_filter{inbox_status::any, std::move(category), std::move(topic)};
  };
  EXPECT_EQ(listed(one, only("", "")), (ids{d, c, b, a}));
  EXPECT_EQ(listed(one, only("billing", "")), (ids{b, a}));
  EXPECT_EQ(listed(one, only("", "invoice:1")), (ids{c, a}));
  EXPECT_EQ(listed(one, only("billing", "invoice:1")), (ids{a}));
  EXPECT_EQ(listed(one, only("invoice:1", "")), (ids{}));
  EXPECT_EQ(must(box->count_unread(project, one, only("billing", ""))), 2U);
  mark(one, b, inbox_mark::read);
  EXPECT_EQ(must(box->count_unread(project, one, only("billing", ""))), 1U);
}

TEST_F(inbox_of_users, marks_all_that_match) {
  const auto one = user_named("one");
  const auto a = add(1, one, "billing"), b = add(2, one, "news"), c = add(3, one, "billing");
  const inbox_filter unread_billing{inbox_status::unread, "billing", ""};
  EXPECT_EQ(must(box->mark_all(project, one, unread_billing, inbox_mark::read)), 2U);
  EXPECT_EQ(must(box->mark_all(project, one, unread_billing, inbox_mark::read)), 0U);
  EXPECT_EQ(counts(one), "1,1");
  EXPECT_EQ(listed(one, inbox_status::read), (ids{c, a}));
  EXPECT_EQ(must(box->mark_all(project, one, {}, inbox_mark::archived)), 3U);
  EXPECT_EQ(counts(one), "");
  EXPECT_EQ(listed(one, inbox_status::archived), (ids{c, b, a}));
  EXPECT_EQ(must(box->mark_all(project, user_named("other"), {}, inbox_mark::read)), 0U);
}

TEST_F(inbox_of_users, pages_from_either_end) {
  const auto one = user_named("one");
  ids newest_first;
  for (int minute = 0; minute < 10; ++minute) newest_first.insert(newest_first.begin(), add(minute, one));
  const auto page = [&](std::optional<inbox::position> after, std::optional<inbox::position> before) {
    return must(box->list(project, one, {}, after, before, 4));
  };
  const auto ids_of = [](const std::vector<inbox_item>& rows) {
    ids out;
    for (const auto& row : rows) out.push_back(row.id);
    return out;
  };
  const auto first = page({}, {});
  EXPECT_EQ(ids_of(first), ids(newest_first.begin(), newest_first.begin() + 4));
  const auto second = page(inbox::position_of(first.back()), {});
  EXPECT_EQ(ids_of(second), ids(newest_first.begin() + 4, newest_first.begin() + 8));
  const auto last = page(inbox::position_of(second.back()), {});
  EXPECT_EQ(ids_of(last), ids(newest_first.begin() + 8, newest_first.end()));
  EXPECT_EQ(ids_of(page({}, inbox::position_of(last.front()))), ids_of(second));
  EXPECT_TRUE(page({}, inbox::position_of(first.front())).empty());
}

TEST_F(inbox_of_users, pages_through_items_of_one_moment) {
  const auto one = user_named("one");
  for (int i = 0; i < 7; ++i) add(1, one);
  ids met;
  std::optional<inbox::position> after;
  while (true) {
    const auto rows = must(box->list(project, one, {}, after, {}, 2));
    if (rows.empty()) break;
    for (const auto& row : rows) met.push_back(row.id);
    after = inbox::position_of(rows.back());
  }
  EXPECT_EQ(met, listed(one));
  EXPECT_EQ(met.size(), 7U);
}

TEST_F(inbox_of_users, loses_the_oldest_when_full_and_counts_on) {
  const auto one = user_named("one");
  std::vector<notification_id> all;
  for (int minute = 0; minute < static_cast<int>(most_inbox_items); ++minute) all.push_back(add(minute, one));
  mark(one, all[0], inbox_mark::read);
  mark(one, all[1], inbox_mark::seen);
  mark(one, all[2], inbox_mark::archived);
  EXPECT_EQ(counts(one), "998,997");
  const auto newest = add(5000, one);
  const auto left = must(box->list(project, one, {}, {}, {}, most_inbox_items));
  ASSERT_EQ(left.size(), inbox_items_kept);
  EXPECT_EQ(left.front().id, newest);
  EXPECT_EQ(left.back().id, all[most_inbox_items + 1 - inbox_items_kept]);
  EXPECT_EQ(counts(one), "950,950");
}

TEST_F(inbox_of_users, forgets_what_it_is_told_to) {
  const auto one = user_named("one");
  const auto what = addition(at_minute(1), {one});
  must_succeed(box->add(what));
  const auto kept = add(2, one);
  must_succeed(box->forget(project, one, {what.broadcast, at_minute(3)}));
  EXPECT_EQ(listed(one), (ids{kept}));
  EXPECT_EQ(counts(one), "1,1");
}

TEST_F(inbox_of_users, goes_with_its_user) {
  const auto one = user_named("one");
  const auto id = add(1, one);
  must_succeed(people->remove(project, one.id));
  EXPECT_EQ(call({"EXISTS", names.inbox(one.where, project, one.id)}).integer, 0);
  EXPECT_EQ(counts(one), "");
  EXPECT_EQ(run(box->mark(project, one, id, inbox_mark::read)).error().code, errc::not_found);
  add(2, one);
  EXPECT_EQ(call({"EXISTS", names.inbox(one.where, project, one.id)}).integer, 0);
}

TEST_F(inbox_of_users, leaves_a_damaged_item_out) {
  const auto one = user_named("one");
  add(2, one);
  call({"HSET", names.inbox(one.where, project, one.id), at_minute(1).raw(), "\x01short"});
  EXPECT_EQ(run(box->list(project, one, {}, {}, {}, 10))->size(), 1U);
}

// queue.md 2.13: 32 bytes an item where the list exists, 155 for the first. What Redis itself says; the key
// of the keyspace (52 characters) is part of the first.
TEST_F(inbox_of_users, costs_some_thirty_bytes_an_item) {
  const auto one = user_named("one");
  add(1, one, "billing");
  const auto first = memory_of(one);
  for (int minute = 2; minute <= 101; ++minute) add(minute, one, "billing");
  const auto appended = static_cast<double>(memory_of(one) - first) / 100;
  EXPECT_EQ(call({"OBJECT", "ENCODING", names.inbox(one.where, project, one.id)}).text, "listpack");
  RecordProperty("bytes_of_the_first", std::to_string(first));
  RecordProperty("bytes_appended", std::to_string(appended));
  EXPECT_LE(first, 200);
  EXPECT_LE(appended, 36);
}

}  // namespace
}  // namespace carillon::store
