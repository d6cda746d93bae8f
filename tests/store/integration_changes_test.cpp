#include "store/integration_changes.hpp"

#include <gtest/gtest.h>

#include "store/integration.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class integration_changes_rules : public store_test {
 protected:
  integration_changes::news since(std::optional<std::uint64_t> seen) {
    integration_changes changes(client(), names);
    return run(changes.since(seen)).value();
  }
};

TEST_F(integration_changes_rules, begin_with_nothing_new) {
  const auto begin = since(std::nullopt);
  EXPECT_EQ(begin.last, 0U);
  EXPECT_TRUE(begin.projects.empty());
}

TEST_F(integration_changes_rules, name_each_project_saved_or_removed_since) {
  integrations all(client(), names, *ring, std::chrono::milliseconds(0));
  const auto begin = since(std::nullopt);
  ASSERT_TRUE(run(all.put(project, {.name = "github"}, json::object())));
  const auto saved = since(begin.last);
  EXPECT_EQ(saved.projects, std::vector{project});
  EXPECT_TRUE(since(saved.last).projects.empty());
  ASSERT_EQ(run(all.remove(project, {.name = "github"}, std::nullopt)).value(), 1U);
  EXPECT_EQ(since(saved.last).projects, std::vector{project});
}

TEST_F(integration_changes_rules, tell_when_redis_went_back) {
  EXPECT_TRUE(since(5).is_partial);
}

TEST_F(integration_changes_rules, are_kept_for_so_many_projects) {
  integration_changes changes(client(), names);
  for (std::uint64_t number = 0; number < 10'010; ++number) {
    auto id = uuid();
    for (std::size_t byte = 0; byte < 8; ++byte)
      id.bytes[byte] = static_cast<std::uint8_t>(number >> 8 * byte);
    call({"ZADD", names.changed_projects(), "0", id.raw()});
  }
  ASSERT_TRUE(run(changes.note(project)));
  EXPECT_EQ(call({"ZCARD", names.changed_projects()}).integer, 10'000);
}

}  // namespace
}  // namespace carillon::store
