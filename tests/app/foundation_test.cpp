// What a command stands on: the data folder, its own Redis, the master key; and what it says when one is
// missing.
#include <gtest/gtest.h>

#include <fstream>

#include "base/json.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class foundation : public commands_test {
 protected:
  /// `carillon <words>` on a Redis that it starts in the data folder itself.
  program_end run_alone(std::vector<std::string> words) {
    words.emplace_back("--data_dir");
    words.push_back(own_folder());
    return carillon(std::move(words));
  }
  std::string own_folder() const { return (data_folder() / "own").string(); }
};

TEST_F(foundation, needs_nothing_but_a_data_folder) {
  const auto made = run_alone({"project", "create", "first"});
  EXPECT_EQ(made.exit_code, 0) << made.errors;
  const auto mode = std::filesystem::status(own_folder()).permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_all);
  EXPECT_EQ(std::filesystem::status(own_folder() + "/master.key").permissions() &
                (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
            std::filesystem::perms::none);
  EXPECT_THAT(run_alone({"project", "list"}).output, HasSubstr("first"));
}

TEST_F(foundation, says_which_redis_does_not_answer) {
  const auto end = carillon({"project", "list", "--data_dir", own_folder(), "--redis.url",
                             "unix://" + own_folder() + "/nobody.sock", "--redis.command_timeout", "100ms"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.errors, HasSubstr("nobody.sock"));
  EXPECT_EQ(end.output, "");
}

TEST_F(foundation, refuses_a_redis_url_that_is_none) {
  const auto end =
      carillon({"project", "list", "--data_dir", own_folder(), "--redis.url", "http://127.0.0.1"});
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_THAT(end.errors, HasSubstr("redis"));
}

TEST_F(foundation, refuses_another_master_key_than_the_data_has) {
  ASSERT_EQ(run_command({"project", "create", "first"}).exit_code, 0);
  const auto other = (data_folder() / "other.key").string();
  std::ofstream(other) << std::string(32, 'k');
  std::filesystem::permissions(other, std::filesystem::perms::owner_read);
  const auto end = run_command({"project", "list", "--master_key_file", other});
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_THAT(end.errors,
              AllOf(HasSubstr("wrapped by master key"), HasSubstr(other), HasSubstr("master_key_file")));
}

TEST_F(foundation, makes_no_new_master_key_where_the_old_one_was_lost) {
  ASSERT_EQ(run_command({"project", "create", "first"}).exit_code, 0);
  const auto key = data_folder() / "master.key";
  const auto kept = data_folder() / "kept.key";
  std::filesystem::rename(key, kept);
  const auto listed =
      parse_json(carillon({"keys", "list", "--json", "--redis.url", server().url(), "--data_dir",
                           data_folder().string(), "--master_key_file", kept.string()})
                     .output)
          .value();
  const auto before = call({"HGETALL", "c:{keys}:ring"}).elements.size();
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"project", "list"}, {"serve"}, {"worker"}}) {
    const auto end = run_command(words);
    EXPECT_EQ(end.exit_code, 78) << end.errors;
    EXPECT_THAT(end.errors, AllOf(HasSubstr(listed[0]["master_key"].get<std::string>()),
                                  HasSubstr(key.string()), HasSubstr("master_key_file")));
    EXPECT_FALSE(std::filesystem::exists(key));
  }
  EXPECT_EQ(call({"HGETALL", "c:{keys}:ring"}).elements.size(), before);
  std::filesystem::rename(kept, key);
  EXPECT_EQ(run_command({"project", "list"}).exit_code, 0);
}

TEST_F(foundation, makes_no_new_master_key_beside_an_embedded_redis_that_has_data) {
  ASSERT_EQ(run_alone({"project", "create", "first"}).exit_code, 0);
  const auto key = own_folder() + "/master.key";
  std::filesystem::rename(key, own_folder() + "/kept.key");
  const auto end = run_alone({"project", "list"});
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("wrapped by master key"), HasSubstr(key)));
  EXPECT_FALSE(std::filesystem::exists(key));
  std::filesystem::rename(own_folder() + "/kept.key", key);
  EXPECT_THAT(run_alone({"project", "list"}).output, HasSubstr("first"));
}

TEST_F(foundation, refuses_a_data_folder_or_key_others_may_look_into) {
  ASSERT_EQ(run_alone({"project", "create", "first"}).exit_code, 0);
  for (const auto mode : {0777, 0755, 0750, 0701, 0710}) {
    std::filesystem::permissions(own_folder(), std::filesystem::perms(mode));
    const auto end = run_alone({"project", "list"});
    EXPECT_EQ(end.exit_code, 78) << mode;
    EXPECT_THAT(end.errors, HasSubstr("chmod 0700 " + own_folder())) << mode;
  }
  std::filesystem::permissions(own_folder(), std::filesystem::perms(0700));
  std::filesystem::permissions(own_folder() + "/master.key", std::filesystem::perms(0644));
  const auto end = run_alone({"project", "list"});
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_THAT(end.errors, HasSubstr("chmod 0600 " + own_folder() + "/master.key"));
}

TEST_F(foundation, refuses_a_data_folder_that_is_a_file) {
  std::ofstream(own_folder()) << "x";
  const auto end = run_alone({"project", "list"});
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_THAT(end.errors, HasSubstr("not a folder"));
}

TEST_F(foundation, makes_no_master_key_where_one_was_named) {
  const auto missing = (data_folder() / "missing.key").string();
  const auto end = run_command({"project", "list", "--master_key_file", missing});
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_THAT(end.errors, HasSubstr("missing.key"));
  EXPECT_FALSE(std::filesystem::exists(missing));
}

}  // namespace
}  // namespace carillon::app
