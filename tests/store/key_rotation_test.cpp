// One master key takes another's place (hardening.md H): both open what either wrapped, every key is replaced
// at once or not at all, and in the end the old one is not needed. Over a real Redis.
#include "net/task_group.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class key_rotation : public store_test {
 protected:
  static secret fresh_key() { return secret(std::string(32, 'n')); }
  keyring with(master_keys masters) { return {client(), names, std::move(masters)}; }
  keyring with_both() { return with({fresh_key(), {master_key()}}); }

  /// One secret each, sealed while the old key was the only one.
  void seal_for_projects(int count) {
    for (int i = 0; i < count; ++i) {
      const auto id = project_id::make(now());
      sealed_.emplace_back(id, *run(ring->seal({id, "kind", "record"}, id.to_string())));
    }
  }
  std::size_t count_readable(keyring& by) {
    std::size_t readable = 0;
    for (const auto& [id, text] : sealed_) {
      const auto opened = run(by.unseal({id, "kind", "record"}, text));
      if (opened && opened->reveal() == id.to_string()) ++readable;
      if (!opened) EXPECT_EQ(opened.error().code, errc::configuration);
    }
    return readable;
  }
  std::size_t count_wrapped_by_fresh() {
    auto both = with_both();
    return run(both.wrappings())->front().keys;
  }

  std::vector<std::pair<project_id, std::string>> sealed_;
};

TEST_F(key_rotation, both_keys_open_what_either_wrapped) {
  seal_for_projects(1);
  auto both = with_both();
  ASSERT_TRUE(run(both.open()));
  EXPECT_EQ(both.derive("cursor"), ring->derive("cursor"));
  EXPECT_EQ(count_readable(both), 1U);
  const auto newcomer = project_id::make(now());
  sealed_.emplace_back(newcomer, *run(both.seal({newcomer, "kind", "record"}, newcomer.to_string())));
  auto not_yet_switched = with({master_key(), {fresh_key()}});
  EXPECT_EQ(count_readable(not_yet_switched), 2U);
  EXPECT_EQ(count_readable(*ring), 1U);  // knows the old key alone
}

TEST_F(key_rotation, rewrap_makes_the_old_key_superfluous) {
  seal_for_projects(3);
  auto both = with_both();
  EXPECT_EQ(run(both.rewrap()).value(), 4U);  // the server secret too
  EXPECT_EQ(run(both.rewrap()).value(), 0U);
  auto fresh_alone = with(fresh_key());
  ASSERT_TRUE(run(fresh_alone.open()));
  EXPECT_EQ(fresh_alone.derive("cursor"), ring->derive("cursor"));
  EXPECT_EQ(count_readable(fresh_alone), 3U);
  auto old_alone = with(master_key());
  EXPECT_EQ(run(old_alone.open()).error().code, errc::configuration);
}

TEST_F(key_rotation, interrupted_anywhere_leaves_every_secret_readable) {
  constexpr std::size_t projects = 100;
  seal_for_projects(projects);
  for (const std::size_t until : {1U, 10U, 60U}) {
    auto link = net::connect_redis(context, server().options());
    keyring dying(*link, names, master_keys(fresh_key(), {master_key()}));
    net::task_group group(context);
    const auto work = [&]() -> task<> { co_await dying.rewrap(); };
    group.spawn("rewrap", work());
    ASSERT_TRUE(test::run_until(context, [&] { return count_wrapped_by_fresh() >= until; }));
    link->close();
    ASSERT_TRUE(test::run_until(context, [&] { return group.size() == 0; }));
    auto both = with_both();
    EXPECT_EQ(count_readable(both), projects);
  }
  auto both = with_both();
  EXPECT_TRUE(run(both.rewrap()));
  auto fresh_alone = with(fresh_key());
  EXPECT_EQ(count_readable(fresh_alone), projects);
}

TEST_F(key_rotation, goes_on_while_projects_are_made_and_two_rewrap_at_once) {
  seal_for_projects(50);
  auto not_yet_switched = with({master_key(), {fresh_key()}});
  auto one = with_both();
  auto another = with_both();
  std::size_t replaced = 0;
  net::task_group group(context);
  const auto rewrap = [&](keyring& by) -> task<> {
    auto done = co_await by.rewrap();
    if (done) replaced += *done;
  };
  const auto make_projects = [&]() -> task<> {
    for (int i = 0; i < 50; ++i) {
      const auto id = project_id::make(now());
      auto text = co_await not_yet_switched.seal({id, "kind", "record"}, id.to_string());
      if (text) sealed_.emplace_back(id, *text);
    }
  };
  group.spawn("one", rewrap(one));
  group.spawn("projects", make_projects());
  group.spawn("another", rewrap(another));
  ASSERT_TRUE(test::run_until(context, [&] { return group.size() == 0; }));
  EXPECT_EQ(sealed_.size(), 100U);
  EXPECT_EQ(replaced, count_wrapped_by_fresh());  // none twice
  auto both = with_both();
  EXPECT_EQ(count_readable(both), 100U);
}

TEST_F(key_rotation, tells_which_master_keys_are_in_use) {
  seal_for_projects(2);
  auto both = with_both();
  const auto before = run(both.wrappings()).value();
  ASSERT_EQ(before.size(), 2U);
  EXPECT_TRUE(before[0].is_current);
  EXPECT_EQ(before[0].keys, 0U);
  EXPECT_EQ(before[1].keys, 3U);
  EXPECT_TRUE(before[1].is_known);
  auto fresh_alone = with(fresh_key());
  EXPECT_FALSE(run(fresh_alone.wrappings())->at(1).is_known);
  EXPECT_EQ(run(fresh_alone.rewrap()).error().code, errc::configuration);
  run(both.rewrap());
  EXPECT_EQ(run(both.wrappings())->size(), 1U);
}

}  // namespace
}  // namespace carillon::store
