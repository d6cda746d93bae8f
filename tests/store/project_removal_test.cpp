#include "store/project_removal.hpp"

#include <map>

#include "store/used_once.hpp"
#include "tests/store/store_fixture.hpp"
#include "tests/support/full_redis.hpp"
#include "tests/support/keyspace.hpp"

namespace carillon::store {
namespace {

class removal_of_a_project : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    all.emplace(client(), names, *ring);
  }

  std::map<std::string, std::string> everything() {
    return test::keyspace([this](net::redis_command command) { return call(std::move(command)); });
  }

  /// A project with an entry under every key of its own that queue/keys.hpp names, in many partitions.
  store::project populated(const std::string& name) {
    auto made = run(all->create(name)).value();
    const auto t = made.id;
    EXPECT_TRUE(run(all->rotate(t, {.has_public_key = true, .overlap = std::chrono::hours(1)})));
    users people(client(), names, *ring);
    const auto domain = "@" + name + ".example";
    for (int number = 0; number < 40; ++number) {
      const auto text = std::to_string(number);
      EXPECT_TRUE(run(people.upsert(t, by_both(name + text, text + domain))));
    }
    const auto user = user_id::make(now());
    for (unsigned p = 0; p < queue::partition_count; p += 7) {
      const auto where = static_cast<queue::partition>(p);
      call({"XADD", names.events(where, t), "*", "k", "x"});
      call({"HSET", names.tokens(where, t, provider::apns, 0), "1", "x"});
      call({"HSET", names.token_owner(where, t, 700), "12345678", "x"});
      call({"HSET", names.inbox_counts(where, t, 0), "1", "1,1"});
      call({"HSET", names.preferences(where, t, 0), "1", "x"});
      call({"HSET", names.installations(where, t, 0), "1", "x"});
      call({"HSET", names.inbox(where, t, user), "x", "x"});
      call({"ZADD", names.topic(where, t, "news:of:the day"), "1", "x"});
    }
    call({"HSET", names.revocation_tally(t, "k"), "1", "1:1"});
    for (const auto* kind : {"project", "user"}) call({"HSET", names.jwts(t, kind), "x", "x"});
    call({"HSET", names.jwts(t, queue::short_id(user.value)), "x", ""});
    call({"HSET", names.delivery_plans(t), "k", "{}"});
    call({"HSET", names.message_templates(t), "k", "x"});
    const auto hook = integration_id::make(now());
    call({"HSET", names.integrations(t), hook.raw(), "sealed"});
    call({"ZADD", names.changed_projects(), "7", t.raw()});
    call({"SET", names.webhook_owner(hook), t.raw()});
    call({"SET", names.webhook_seen(hook, "digest"), "done", "EX", "1000"});
    call({"SET", names.webhook_refused(hook), "1", "EX", "1000"});
    call({"HSET", names.endpoints(t), hook.raw(), "sealed"});
    call({"SET", names.endpoint_lease(t), "x"});
    call({"HSET", names.endpoint_progress(t, hook), "v", "1"});
    call({"ZADD", names.endpoint_retries(t, hook), "1", "event"});
    call({"HSET", names.endpoint_attempts(t, hook), "event", "1"});
    call({"SADD", names.projects_with_endpoints(), t.raw()});
    used_once used(client(), names);
    EXPECT_TRUE(run(used.claim(t, "a-state", std::chrono::seconds(600))).value());
    call({"SET", names.project_by_public_key("pk_left_by_a_crash_" + name), t.raw()});
    return made;
  }
  removal_options at_once() {
    removal_options options;
    options.settles_after = std::chrono::milliseconds(0);
    return options;
  }
  result<removal_progress> remove(project_id gone, removal_options options) {
    project_removal removal(client(), names, *ring, std::move(options));
    return run(removal.run(gone));
  }

  std::optional<projects> all;
};

TEST_F(removal_of_a_project, leaves_nothing_of_it_and_another_untouched) {
  const auto other = populated("other");
  // A topic of another project that looks like ours, and an id in the wrong place.
  const auto made = run(all->create("x")).value();
  const auto id = queue::short_id(made.id.value);
  call({"ZADD", names.topic(3, other.id, id), "1", "x"});
  call({"ZADD", names.topic(3, other.id, ":" + id + ":"), "1", "x"});
  ASSERT_TRUE(remove(made.id, at_once()));
  const auto before = everything();
  const auto gone = populated("gone");
  EXPECT_GT(everything().size(), before.size() + 100);

  const auto removed = remove(gone.id, at_once());
  ASSERT_TRUE(removed) << removed.error().detail;
  EXPECT_GT(removed->keys, 100U);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(remove(gone.id, at_once()).error().code, errc::not_found);
  EXPECT_EQ(everything(), before);
}

TEST_F(removal_of_a_project, makes_room_in_a_full_redis) {
  const auto gone = populated("gone");
  const test::full_redis full(server());
  const auto removed = remove(gone.id, at_once());
  ASSERT_TRUE(removed) << removed.error().detail;
  EXPECT_EQ(remove(gone.id, at_once()).error().code, errc::not_found);
}

TEST_F(removal_of_a_project, shuts_the_door_first) {
  const auto gone = populated("gone");
  bool is_first = true;
  removal_options options = at_once();
  options.should_stop = [&] { return std::exchange(is_first, false); };
  EXPECT_EQ(remove(gone.id, std::move(options)).error().code, errc::cancelled);
  EXPECT_EQ(call({"KEYS", "*:jwt:*:project"}).elements.size(), 0U);
  EXPECT_EQ(call({"KEYS", "*:wo:*"}).elements.size(), 0U);
  projects reader(client(), names, *ring);
  EXPECT_EQ(run(reader.find(gone.id)).error().code, errc::not_found);
  EXPECT_EQ(run(reader.find_by_public_key(gone.public_key)).error().code, errc::not_found);
  users people(client(), names, *ring);
  EXPECT_FALSE(run(people.upsert(gone.id, by_external_id("late"))));
  const auto listed = run(reader.list()).value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_TRUE(listed[0].is_being_deleted);
  EXPECT_EQ(listed[0].name, "gone");
}

TEST_F(removal_of_a_project, goes_on_wherever_it_was_killed) {
  const auto before = everything();
  for (int steps = 0; steps < 8; ++steps) {
    const auto gone = populated("gone");
    int left = steps;
    removal_options options = at_once();
    options.should_stop = [&] { return left-- == 0; };
    const auto interrupted = remove(gone.id, std::move(options));
    if (!interrupted) {
      EXPECT_EQ(interrupted.error().code, errc::cancelled);
      ASSERT_TRUE(remove(gone.id, at_once()));
    }
    EXPECT_EQ(everything(), before) << steps;
  }
}

TEST_F(removal_of_a_project, is_over_when_only_its_data_key_was_left) {
  const auto before = everything();
  const auto gone = run(all->create("gone")).value();
  for (const auto& key : {names.project(gone.id), names.project_by_public_key(gone.public_key)})
    call({"DEL", key});
  ASSERT_TRUE(remove(gone.id, at_once()));
  EXPECT_EQ(everything(), before);
}

TEST_F(removal_of_a_project, finds_what_was_written_while_it_waited) {
  const auto before = everything();
  const auto gone = populated("gone");
  removal_options options;
  options.settles_after = std::chrono::milliseconds(50);
  bool has_written = false;
  options.on_progress = [&](const removal_progress& now) {
    if (!now.is_waiting || std::exchange(has_written, true)) return;
    client().submit({"XADD", names.events(9, gone.id), "*", "k", "late"}, [](const auto&) {});
    client().submit({"HSET", names.integrations(gone.id), integration_id::make(carillon::now()).raw(), "x"},
                    [](const auto&) {});
  };
  ASSERT_TRUE(remove(gone.id, std::move(options)));
  EXPECT_TRUE(has_written);
  EXPECT_EQ(everything(), before);
}

TEST_F(removal_of_a_project, takes_the_prefix_by_its_letters) {
  const queue::keys starred("*[a]:");
  const auto made = populated("other");
  call({"SET", "*[a]:{53t}:ev:" + queue::short_id(made.id.value), "1"});
  project_removal removal(client(), starred, *ring, at_once());
  EXPECT_EQ(run(removal.run(project)).error().code, errc::not_found);
  ASSERT_TRUE(run(removal.run(made.id))) << "its data key is in our keyring";
  EXPECT_EQ(call({"KEYS", "\\*\\[a\\]*"}).elements.size(), 0U);
  EXPECT_GT(call({"KEYS", "c:*:ev:*"}).elements.size(), 0U);
}

}  // namespace
}  // namespace carillon::store
