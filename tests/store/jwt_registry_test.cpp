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
  EXPECT_TRUE(*run(registry->is_valid(project, record.id, true)));
  EXPECT_FALSE(*run(registry->is_valid(project, record.id, false)));
  EXPECT_FALSE(*run(registry->is_valid(project_id::make(now()), record.id, true)));
  EXPECT_FALSE(*run(registry->is_valid(project, jwt_id::make(now()), true)));
  const auto first = run(registry->discard(project, record.id, true));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->name, "ci");
  ASSERT_TRUE(first->discarded);
  EXPECT_FALSE(*run(registry->is_valid(project, record.id, true)));
  EXPECT_EQ(run(registry->discard(project, record.id, true))->discarded, first->discarded);
}

TEST_F(jwt, of_another_kind_or_project_is_not_found) {
  const auto record = add("ci", {});
  EXPECT_EQ(run(registry->discard(project, record.id, false)).error().code, errc::not_found);
  EXPECT_EQ(run(registry->discard(project_id::make(now()), record.id, true)).error().code, errc::not_found);
  EXPECT_TRUE(*run(registry->is_valid(project, record.id, true)));
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

}  // namespace
}  // namespace carillon::store
