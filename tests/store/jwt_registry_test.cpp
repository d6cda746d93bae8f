#include "store/jwt_registry.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

using namespace std::chrono_literals;

class jwt : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    registry = std::make_unique<jwt_registry>(client(), names);
  }
  jwt_record add(std::string name, std::optional<user_id> user, timestamp created = now()) {
    jwt_record record{jwt_id::make(created), std::move(name), user, created, created + 24h, {}};
    EXPECT_TRUE(run(registry->add(project, record)));
    return record;
  }
  std::vector<std::string> listed(std::optional<user_id> user) {
    std::vector<std::string> out;
    for (const auto& one : *run(registry->list(project, user))) out.push_back(one.name);
    return out;
  }
  std::unique_ptr<jwt_registry> registry;
};

TEST_F(jwt, is_valid_until_it_is_discarded) {
  const auto record = add("ci", {});
  EXPECT_TRUE(*run(registry->is_project_token_valid(project, record.id)));
  EXPECT_FALSE(*run(registry->is_user_token_valid(project, record.id, {})));
  EXPECT_FALSE(*run(registry->is_project_token_valid(project_id::make(now()), record.id)));
  EXPECT_FALSE(*run(registry->is_project_token_valid(project, jwt_id::make(now()))));
  const auto first = run(registry->discard(project, record.id, true));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->name, "ci");
  ASSERT_TRUE(first->discarded);
  EXPECT_FALSE(*run(registry->is_project_token_valid(project, record.id)));
  EXPECT_EQ(run(registry->discard(project, record.id, true))->discarded, first->discarded);
}

TEST_F(jwt, of_another_kind_or_project_is_not_found) {
  const auto record = add("ci", {});
  EXPECT_EQ(run(registry->discard(project, record.id, false)).error().code, errc::not_found);
  EXPECT_EQ(run(registry->discard(project_id::make(now()), record.id, true)).error().code, errc::not_found);
  EXPECT_TRUE(*run(registry->is_project_token_valid(project, record.id)));
}

TEST_F(jwt, lists_are_newest_first) {
  const auto start = now() - 1h;
  const user_id ada = user_id::make(start), bob = user_id::make(start);
  add("p1", {}, start);
  const auto gone = add("p2", {}, start + 1s);
  add("p3", {}, start + 2s);
  add("expired", {}, start - 48h);
  add("a1", ada, start);
  const auto discarded = add("a2", ada, start + 1s);
  add("b1", bob, start);
  ASSERT_TRUE(run(registry->discard(project, gone.id, true)));
  ASSERT_TRUE(run(registry->discard(project, discarded.id, false)));
  EXPECT_EQ(listed({}), (std::vector<std::string>{"p3", "p1"}));
  EXPECT_EQ(listed(ada), (std::vector<std::string>{"a2", "a1"}));
  EXPECT_EQ(listed(bob), (std::vector<std::string>{"b1"}));
  EXPECT_TRUE(listed(user_id::make(start)).empty());
  const auto records = *run(registry->list(project, ada));
  EXPECT_EQ(records[1].user, ada);
  EXPECT_EQ(records[1].created, start);
  EXPECT_EQ(records[1].expires, start + 24h);
  EXPECT_FALSE(records[1].discarded);
  EXPECT_TRUE(records[0].discarded);
}

TEST_F(jwt, records_leave_when_they_were_kept_long_enough) {
  const auto start = now() - std::chrono::days(100);
  const user_id ada = user_id::make(start);
  const auto expired = add("expired", {}, start);
  const auto expired_of_ada = add("expired of ada", ada, start);
  const auto current = add("current", {});
  const auto revoked = add("revoked", ada);
  jwt_record forever{jwt_id::make(start), "forever", ada, start, {}, {}};
  ASSERT_TRUE(run(registry->add(project, forever)));
  ASSERT_TRUE(run(registry->discard(project, revoked.id, false)));
  call({"HSET", names.jwts(project, "user"), "damaged", "?"});

  const auto prune = [&](bool of_project_tokens, timestamp at) {
    const auto done = run(registry->prune(project, of_project_tokens, "0", at));
    EXPECT_TRUE(done) << done.error().detail;
    EXPECT_EQ(done->next, "0");
    return done->removed;
  };
  EXPECT_EQ(prune(true, now()), 1U);
  EXPECT_EQ(prune(false, now()), 1U);
  EXPECT_FALSE(*run(registry->is_project_token_valid(project, expired.id)));
  EXPECT_FALSE(*run(registry->is_user_token_valid(project, expired_of_ada.id, {})));
  EXPECT_TRUE(*run(registry->is_project_token_valid(project, current.id)));
  EXPECT_EQ(listed(ada), (std::vector<std::string>{"revoked", "forever"}));

  EXPECT_EQ(prune(false, now() + discarded_jwts_kept + 1s), 1U);
  EXPECT_EQ(listed(ada), (std::vector<std::string>{"forever"}));
  EXPECT_EQ(call({"HLEN", names.jwts(project, queue::short_id(ada.value))}).integer, 1);
}

TEST_F(jwt, of_a_user_ends_with_the_project_token_it_was_issued_through) {
  const user_id ada = user_id::make(now());
  const auto backend = add("ci", {});
  jwt_record record{jwt_id::make(now()), "through", ada, now(), {}, {}, backend.id};
  ASSERT_TRUE(run(registry->add(project, record)));
  EXPECT_TRUE(*run(registry->is_user_token_valid(project, record.id, backend.id)));
  EXPECT_FALSE(*run(registry->is_user_token_valid(project, record.id, jwt_id::make(now()))));
  EXPECT_FALSE(run(registry->list(project, ada))->front().discarded);

  const auto ended = run(registry->discard(project, backend.id, true));
  EXPECT_FALSE(*run(registry->is_user_token_valid(project, record.id, backend.id)));
  EXPECT_EQ(run(registry->list(project, ada))->front().discarded, ended->discarded);
  EXPECT_EQ(run(registry->list(project, ada))->front().through, backend.id);
}

TEST_F(jwt, of_a_user_is_kept_no_longer_than_the_project_token_it_was_issued_through) {
  const user_id ada = user_id::make(now());
  const auto backend = add("ci", {});
  jwt_record record{jwt_id::make(now()), "through", ada, now(), {}, {}, backend.id};
  ASSERT_TRUE(run(registry->add(project, record)));
  ASSERT_TRUE(run(registry->discard(project, backend.id, true)));
  const auto later = now() + discarded_jwts_kept + 1s;
  ASSERT_EQ(run(registry->prune(project, true, "0", later))->removed, 1U);
  EXPECT_TRUE(listed(ada).empty());
  EXPECT_FALSE(*run(registry->is_user_token_valid(project, record.id, backend.id)));
  EXPECT_EQ(run(registry->prune(project, false, "0", now()))->removed, 1U);
  EXPECT_EQ(call({"HLEN", names.jwts(project, queue::short_id(ada.value))}).integer, 0);
}

TEST_F(jwt, is_refused_past_the_most_a_user_or_project_may_have) {
  const user_id ada = user_id::make(now());
  const auto fill = [&](const std::string& key) {
    net::redis_command command({"HSET", key});
    for (std::size_t i = 0; i < most_jwts; ++i) command.add(std::to_string(i)).add("");
    EXPECT_TRUE(run(client().call(std::move(command))));
  };
  fill(names.jwts(project, queue::short_id(ada.value)));
  jwt_record one{jwt_id::make(now()), "", ada, now(), {}, {}};
  const auto refused = run(registry->add(project, one));
  EXPECT_EQ(refused.error().code, errc::too_large);
  EXPECT_NE(refused.error().detail.find("10000"), std::string::npos);
  one.user = user_id::make(now());
  EXPECT_TRUE(run(registry->add(project, one)));
  fill(names.jwts(project, "project"));
  one.user.reset();
  EXPECT_EQ(run(registry->add(project, one)).error().code, errc::too_large);
}

}  // namespace
}  // namespace carillon::store
