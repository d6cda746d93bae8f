#include "store/project.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

using namespace std::chrono_literals;

class project_keys : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    all.emplace(client(), names, *ring);
    made = run(all->create("Shop")).value();
  }
  store::project rotate(key_rotation wanted) {
    auto rotated = run(all->rotate(made.id, wanted));
    EXPECT_TRUE(rotated) << rotated.error().detail;
    return std::move(*rotated);
  }
  static std::size_t secrets_of(const store::project& of, timestamp at) {
    return of.secret_keys_at(at)[1] != nullptr ? 2U : 1U;
  }

  std::optional<projects> all;
  store::project made;
};

TEST_F(project_keys, count_both_for_a_while) {
  const auto rotated = rotate({.overlap = 1h});
  EXPECT_FALSE(rotated.secret_key == made.secret_key);
  EXPECT_EQ(rotated.public_key, made.public_key);
  ASSERT_TRUE(rotated.former_secret_key);
  EXPECT_EQ(rotated.former_secret_key->value, made.secret_key);
  const auto until = rotated.former_secret_key->until;
  EXPECT_EQ(secrets_of(rotated, until - 1us), 2U);
  EXPECT_EQ(secrets_of(rotated, until), 1U);

  projects reader(client(), names, *ring);
  const auto found = *run(reader.find(made.id)).value();
  EXPECT_EQ(found.secret_key, rotated.secret_key);
  EXPECT_EQ(found.former_secret_key->value, made.secret_key);
  EXPECT_EQ(found.former_secret_key->until, until);
}

TEST_F(project_keys, count_alone_without_an_overlap) {
  const auto rotated = rotate({});
  EXPECT_FALSE(rotated.former_secret_key);
  EXPECT_FALSE(run(all->find(made.id)).value()->secret_key == made.secret_key);
  EXPECT_EQ(call({"HEXISTS", names.project(made.id), "sk0"}).integer, 0);
}

TEST_F(project_keys, are_two_at_most) {
  const auto second = rotate({.overlap = 1h});
  EXPECT_EQ(run(all->rotate(made.id, {.overlap = 1h})).error().code, errc::conflict);
  EXPECT_EQ(run(all->find(made.id)).value()->secret_key, second.secret_key) << "a refusal changes nothing";
  const auto third = rotate({});
  EXPECT_FALSE(third.former_secret_key) << "--now cuts off all but the new one";
  EXPECT_TRUE(rotate({.overlap = 1h}).former_secret_key);
}

TEST_F(project_keys, that_ran_out_are_in_nobodys_way) {
  rotate({.overlap = 1h});
  call({"HSET", names.project(made.id), "sk0u", std::to_string(to_unix_us(now()) - 1)});
  projects reader(client(), names, *ring);
  EXPECT_FALSE(run(reader.find(made.id)).value()->former_secret_key);
  EXPECT_TRUE(rotate({.overlap = 1h}).former_secret_key);
}

TEST_F(project_keys, may_be_ended_early) {
  const auto rotated = rotate({.has_public_key = true, .overlap = 1h});
  const auto ended = run(all->end_overlap(made.id)).value();
  EXPECT_EQ(ended.secret_key, rotated.secret_key);
  EXPECT_EQ(ended.public_key, rotated.public_key);
  EXPECT_FALSE(ended.former_secret_key);
  EXPECT_FALSE(ended.former_public_key);
  EXPECT_EQ(run(all->find_by_public_key(made.public_key)).error().code, errc::not_found);
  EXPECT_EQ(call({"KEYS", "*:pk:*"}).elements.size(), 1U);
}

TEST_F(project_keys, include_the_public_one_when_asked) {
  ASSERT_TRUE(run(all->find_by_public_key(made.public_key)));  // remembered from now on
  const auto rotated = rotate({.has_secret_key = false, .has_public_key = true, .overlap = 1h});
  EXPECT_EQ(rotated.secret_key, made.secret_key);
  EXPECT_FALSE(rotated.public_key == made.public_key);
  EXPECT_TRUE(rotated.answers_to(made.public_key, now()));
  for (const auto& key : {made.public_key, rotated.public_key})
    EXPECT_EQ(run(all->find_by_public_key(key)).value()->id, made.id);
  EXPECT_GT(call({"PTTL", names.project_by_public_key(made.public_key)}).integer, 0);

  rotate({.has_secret_key = false, .has_public_key = true});
  for (const auto& key : {made.public_key, rotated.public_key}) {
    EXPECT_EQ(run(all->find_by_public_key(key)).error().code, errc::not_found);
    projects reader(client(), names, *ring);
    EXPECT_EQ(run(reader.find_by_public_key(key)).error().code, errc::not_found);
  }
}

TEST_F(project_keys, rest_sealed_both) {
  const auto rotated = rotate({.overlap = 1h});
  const auto dump = call({"DUMP", names.project(made.id)}).text;
  EXPECT_EQ(dump.find(rotated.secret_key.reveal()), std::string::npos);
  EXPECT_EQ(dump.find(made.secret_key.reveal()), std::string::npos);
}

TEST_F(project_keys, of_a_project_that_is_going_stay) {
  call({"HSET", names.project(made.id), "del", "1"});
  EXPECT_FALSE(run(all->rotate(made.id, {})));
  EXPECT_EQ(run(all->rotate(project, {})).error().code, errc::not_found);
}

TEST_F(project_keys, are_told_to_every_process) {
  auto listener = net::connect_redis(context, server().options());
  std::vector<std::string> told;
  listener->subscribe(names.project_pattern(), [&](std::string_view channel, std::string_view what) {
    const auto which = names.project_of(channel);
    told.push_back(which ? which->to_string() + " " + std::string(what) : "missed");
  });
  ASSERT_TRUE(test::run_until(context, [&] { return told.size() == 1; }));
  rotate({});
  ASSERT_TRUE(test::run_until(context, [&] { return told.size() == 2; }));
  EXPECT_EQ(told[1], made.id.to_string() + " changed");
  listener->close();
  context.poll();
}

}  // namespace
}  // namespace carillon::store
