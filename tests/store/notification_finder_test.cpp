#include "store/notification_finder.hpp"

#include "base/digest.hpp"
#include "queue/derived_ids.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class notification_finder : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    people = std::make_unique<users>(client(), names, *ring);
    ada = have("ada");
  }
  user_ref have(const std::string& name) {
    return ref_of(project, run(people->upsert(project, by_external_id(name))).value());
  }
  /// As accept.lua lists it.
  void list(broadcast_id broadcast, std::int64_t created_us, project_id of) {
    call({"ZADD", names.broadcast_index(queue::home_of(broadcast), of), std::to_string(created_us),
          broadcast.raw()});
  }
  broadcast_id have_broadcast(std::int64_t ms) {
    const auto made = broadcast_id::make(from_unix_ms(ms));
    list(made, ms * 1000, project);
    return made;
  }
  result<notification_origin> find(notification_id id) {
    return run(find_notification(client(), names, project, id));
  }
  errc why_not(notification_id id) {
    const auto found = find(id);
    return found ? errc() : found.error().code;
  }

  static constexpr std::int64_t start = 1'700'000'000'000;
  std::unique_ptr<users> people;
  user_ref ada;
};

TEST_F(notification_finder, tells_broadcasts_and_users_apart) {
  std::vector<user_ref> who{ada};
  for (int i = 0; i < 20; ++i) who.push_back(have(std::to_string(i)));
  std::vector<broadcast_id> sent;
  for (int i = 0; i < 200; ++i) sent.push_back(have_broadcast(start + i / 50));  // 50 a millisecond
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto& one = who[i % who.size()];
    const auto found = find(notification_of(sent[i], one));
    ASSERT_TRUE(found) << i;
    EXPECT_EQ(found->broadcast, sent[i]);
    EXPECT_EQ(found->who.id, one.id);
    EXPECT_EQ(found->who.number, one.number);
    EXPECT_EQ(found->who.where, one.where);
  }
}

TEST_F(notification_finder, finds_those_of_a_broadcast_with_an_idempotency_key) {
  const broadcast_id broadcast{uuid::v8(sha256("a key"))};
  list(broadcast, start * 1000, project);
  EXPECT_EQ(find(notification_of(broadcast, ada)).value().broadcast, broadcast);
}

TEST_F(notification_finder, finds_an_older_one_behind_newer_ones) {
  const auto old = have_broadcast(start);
  const auto index = names.broadcast_index(queue::home_of(old), project);
  net::redis_command add({"ZADD", index});
  for (int i = 1; i <= 2500; ++i) {
    add.add(std::int64_t{start * 1000 + i});
    add.add(broadcast_id::make(from_unix_ms(start + i)).raw());
  }
  EXPECT_EQ(call(std::move(add)).integer, 2500);
  EXPECT_EQ(find(notification_of(old, ada)).value().broadcast, old);
}

TEST_F(notification_finder, knows_nothing_of_what_is_not_there) {
  const auto broadcast = have_broadcast(start);
  const auto id = notification_of(broadcast, ada);
  EXPECT_EQ(why_not(notification_id::make(now())), errc::not_found);
  EXPECT_EQ(why_not({uuid::v8(sha256("x"))}), errc::not_found);
  EXPECT_EQ(why_not(notification_of(broadcast_id::make(from_unix_ms(start)), ada)), errc::not_found);
  auto nobody = ada;
  nobody.number += 1000;
  EXPECT_EQ(why_not(notification_of(broadcast, nobody)), errc::not_found);
  for (const std::size_t byte : {8, 11, 12, 15}) {
    auto forged = id;
    forged.value.bytes[byte] ^= 1;
    EXPECT_EQ(why_not(forged), errc::not_found) << byte;
  }
}

TEST_F(notification_finder, looks_in_one_project_alone) {
  const auto other = project_id::make(from_unix_ms(start + 1));
  const auto broadcast = broadcast_id::make(from_unix_ms(start));
  list(broadcast, start * 1000, other);
  EXPECT_EQ(why_not(notification_of(broadcast, ada)), errc::not_found);
}

TEST_F(notification_finder, forgets_deleted_users) {
  const auto id = notification_of(have_broadcast(start), ada);
  ASSERT_TRUE(find(id));
  ASSERT_TRUE(run(people->remove(project, ada.id)));
  EXPECT_EQ(why_not(id), errc::not_found);
}

}  // namespace
}  // namespace carillon::store
