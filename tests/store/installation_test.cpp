#include "store/installation.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class installation_store : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    all = std::make_unique<installations>(client(), names, *ring);
    people = std::make_unique<users>(client(), names, *ring);
    anna = make_user("anna");
  }
  user_ref make_user(const std::string& external_id) {
    return ref_of(project, run(people->upsert(project, by_external_id(external_id))).value());
  }
  static json slack(const std::string& team, const std::string& token) {
    return {
        {"access_token", token}, {"app_id", "A1"}, {"authed_user", {{"id", "U"}}}, {"team", {{"id", team}}}};
  }
  installation_set of(user_ref owner) { return run(all->of(project, owner)).value(); }

  std::unique_ptr<installations> all;
  std::unique_ptr<users> people;
  user_ref anna;
};

TEST_F(installation_store, keeps_an_inbox_and_several_teams) {
  EXPECT_TRUE(of(anna).inbox.is_null());
  EXPECT_TRUE(of(anna).slack.empty());
  ASSERT_TRUE(run(all->save_inbox(project, anna, {{"locale", "de"}})));
  ASSERT_TRUE(run(all->save_slack(project, anna, slack("T1", "one"))));
  ASSERT_TRUE(run(all->save_slack(project, anna, slack("T2", "two"))));
  ASSERT_TRUE(run(all->save_slack(project, anna, slack("T1", "three"))));
  const auto found = of(anna);
  EXPECT_EQ(found.inbox["locale"], "de");
  ASSERT_EQ(found.slack.size(), 2U);
  EXPECT_EQ(found.slack["A1-T1"]["access_token"], "three");
  EXPECT_EQ(found.slack["A1-T2"]["access_token"], "two");
  EXPECT_TRUE(of(make_user("bert")).slack.empty());
}

TEST_F(installation_store, keeps_nothing_readable_and_nothing_of_another_user) {
  ASSERT_TRUE(run(all->save_slack(project, anna, slack("T1", "SECRETCANARY"))));
  const auto bert = make_user("bert");
  const auto page_of = [&](user_ref owner) {
    return names.installations(owner.where, project, owner.number / 100);
  };
  const auto stored = call({"HGET", page_of(anna), std::to_string(anna.number % 100)}).text;
  ASSERT_FALSE(stored.empty());
  EXPECT_EQ(stored.find("CANARY"), std::string::npos);
  call({"HSET", page_of(bert), std::to_string(bert.number % 100), stored});
  EXPECT_EQ(run(all->of(project, bert)).error().code, errc::corrupted);
  EXPECT_TRUE(run(all->save_inbox(project, bert, {{"locale", "en"}})));  // a save repairs it
  EXPECT_TRUE(of(bert).slack.empty());
}

TEST_F(installation_store, is_bounded_in_bytes) {
  const json large{{"locale", "de"}, {"theme", {{"x", std::string(most_installation_bytes / 2, 'x')}}}};
  ASSERT_TRUE(run(all->save_inbox(project, anna, large)));
  ASSERT_TRUE(run(all->save_inbox(project, anna, large)));  // replaced
  const auto refused =
      run(all->save_slack(project, anna, slack("T1", std::string(most_installation_bytes / 2, 'y'))));
  EXPECT_EQ(refused.error().code, errc::too_large);
  EXPECT_NE(refused.error().detail.find("256 KiB"), std::string::npos);
  EXPECT_TRUE(of(anna).slack.empty());
}

TEST_F(installation_store, goes_with_its_user) {
  ASSERT_TRUE(run(all->save_inbox(project, anna, {{"locale", "de"}})));
  ASSERT_TRUE(run(people->remove(project, anna.id)));
  EXPECT_TRUE(call({"KEYS", "*:is:*"}).elements.empty());
  EXPECT_EQ(run(all->save_inbox(project, anna, {{"locale", "de"}})).error().code, errc::not_found);
  EXPECT_TRUE(call({"KEYS", "*:is:*"}).elements.empty());
}

TEST_F(installation_store, finds_workspaces_of_several_users_by_what_tokens_call_them) {
  const auto bert = make_user("bert");
  auto one = slack("T1", "one");
  one["id"] = "A1-OTHER";
  ASSERT_TRUE(run(all->save_slack(project, anna, one)));
  ASSERT_TRUE(run(all->save_slack(project, bert, slack("T1", "two"))));
  const auto found = run(all->of_each(project, {anna, make_user("carl"), bert})).value();
  ASSERT_EQ(found.size(), 3U);
  for (const auto* name : {"A1-T1", "A1-OTHER", "T1"}) {
    const auto* const workspace = find_workspace(found[0], name);
    ASSERT_NE(workspace, nullptr) << name;
    EXPECT_EQ((*workspace)["access_token"], "one");
  }
  EXPECT_EQ(find_workspace(found[0], "T2"), nullptr);
  EXPECT_EQ(find_workspace(found[0], ""), nullptr);
  EXPECT_EQ(find_workspace(found[1], "A1-T1"), nullptr) << "another user's";
  EXPECT_EQ((*find_workspace(found[2], "A1-T1"))["access_token"], "two");
}

TEST_F(installation_store, notes_when_a_token_ends_and_renews_it_unless_it_was_installed_anew) {
  auto one = slack("T1", "one");
  one["refresh_token"] = "r1";
  one["expires_in"] = 43'200;
  const auto before = to_unix_ms(now()) / 1000;
  ASSERT_TRUE(run(all->save_slack(project, anna, one)));
  auto saved = of(anna).slack["A1-T1"];
  EXPECT_GE(saved["expires_at"].get<std::int64_t>(), before + 43'200);
  auto next = saved;
  next["access_token"] = "two";
  next["refresh_token"] = "r2";
  ASSERT_TRUE(run(all->renew_workspace(project, anna, next, "r1")));
  EXPECT_EQ(of(anna).slack["A1-T1"]["access_token"], "two");
  next["access_token"] = "three";
  ASSERT_TRUE(run(all->renew_workspace(project, anna, next, "r1")));
  EXPECT_EQ(of(anna).slack["A1-T1"]["access_token"], "two") << "r1 was traded already";
}

TEST_F(installation_store, bounds_the_teams_of_a_user) {
  for (std::size_t i = 0; i < most_slack_installations; ++i)
    ASSERT_TRUE(run(all->save_slack(project, anna, slack("T" + std::to_string(i), "x"))));
  EXPECT_EQ(run(all->save_slack(project, anna, slack("T50", "x"))).error().code, errc::too_large);
  EXPECT_TRUE(run(all->save_slack(project, anna, slack("T7", "y"))));
}

}  // namespace
}  // namespace carillon::store
