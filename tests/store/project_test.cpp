#include "store/project.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class project_store : public store_test {};

TEST_F(project_store, finds_what_it_made_by_id_and_public_key) {
  projects writer(client(), names, *ring);
  const auto made = run(writer.create("Shop"));
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->public_key.starts_with("pk_"));
  EXPECT_EQ(made->public_key.size(), 35U);
  EXPECT_TRUE(made->secret_key.reveal().starts_with("sk_"));
  EXPECT_EQ(made->secret_key.size(), 46U);

  projects reader(client(), names, *ring);
  for (const auto& found : {run(reader.find(made->id)), run(reader.find_by_public_key(made->public_key)),
                            run(reader.find_by_public_key(made->public_key))}) {
    ASSERT_TRUE(found);
    const auto& same = **found;
    EXPECT_EQ(same.id, made->id);
    EXPECT_EQ(same.name, "Shop");
    EXPECT_EQ(same.public_key, made->public_key);
    EXPECT_EQ(same.secret_key, made->secret_key);
    EXPECT_EQ(same.created, made->created);
  }
  EXPECT_EQ(run(reader.find(project)).error().code, errc::not_found);
  EXPECT_EQ(run(reader.find_by_public_key("pk_nobody")).error().code, errc::not_found);
}

TEST_F(project_store, keeps_the_secret_sealed) {
  projects all(client(), names, *ring);
  const auto made = run(all.create("Shop"));
  const auto stored = call({"HGET", names.project(made->id), "sk"}).text;
  EXPECT_EQ(stored.find(made->secret_key.reveal()), std::string::npos);
  const auto other = run(all.create("Other"));
  call({"HSET", names.project(other->id), "sk", stored});
  projects reader(client(), names, *ring);
  EXPECT_EQ(run(reader.find(other->id)).error().code, errc::corrupted);
}

TEST_F(project_store, lists_by_creation_and_skips_half_made_ones) {
  projects all(client(), names, *ring);
  std::vector<project_id> made;
  for (int i = 0; i < 5; ++i) made.push_back(run(all.create(std::to_string(i)))->id);
  ASSERT_TRUE(run(ring->seal({project, "project_secret", "x"}, "died after its data key")));
  const auto listed = run(all.list());
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 5U);
  std::sort(made.begin(), made.end());
  for (int i = 0; i < 5; ++i) EXPECT_EQ((*listed)[i].id, made[i]);
}

}  // namespace
}  // namespace carillon::store
