// `carillon keys` changes the master key of the real binary's data, step by step as its help tells.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/json.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

namespace fs = std::filesystem;

class keys_command : public commands_test {
 protected:
  program_end with_keys(std::vector<std::string> words, const fs::path& current, const fs::path& other = {}) {
    words.insert(words.end(), {"--master_key_file", current.string()});
    if (!other.empty()) words.insert(words.end(), {"--other_master_key_files", other.string()});
    return run_command(std::move(words));
  }
  json listed(const fs::path& current, const fs::path& other) {
    const auto end = with_keys({"keys", "list", "--json"}, current, other);
    EXPECT_EQ(end.exit_code, 0) << end.errors;
    return parse_json(end.output).value();
  }
};

TEST_F(keys_command, rewrap_puts_a_new_master_key_in_the_place_of_the_old_one) {
  ASSERT_EQ(run_command({"project", "create", "one"}).exit_code, 0);
  const auto old_key = data_folder() / "master.key";
  const auto new_key = data_folder() / "new.key";
  {
    test::temporary_folder elsewhere;  // another installation's key
    ASSERT_EQ(carillon({"project", "list", "--redis.url", server().url(), "--redis.key_prefix",
                        "other:", "--data_dir", elsewhere.path().string()})
                  .exit_code,
              0);
    fs::copy_file(elsewhere.path() / "master.key", new_key);
  }
  EXPECT_EQ(with_keys({"project", "list"}, new_key).exit_code, 78);

  const auto before = listed(new_key, old_key);
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(before[0]["role"], "current");
  EXPECT_EQ(before[0]["keys"], 0);
  EXPECT_EQ(before[1]["role"], "other");
  EXPECT_EQ(before[1]["keys"], 2);  // the server's and the project's

  EXPECT_EQ(with_keys({"keys", "rewrap", "--json"}, new_key, old_key).output, "{\"rewrapped\":2}\n");
  EXPECT_EQ(listed(new_key, old_key).size(), 1U);
  const auto without_the_old = with_keys({"project", "list"}, new_key);
  EXPECT_EQ(without_the_old.exit_code, 0) << without_the_old.errors;
  EXPECT_EQ(with_keys({"project", "list"}, old_key).exit_code, 78);
}

TEST_F(keys_command, a_named_key_that_is_not_there_ends_the_command) {
  ASSERT_EQ(run_command({"project", "create", "one"}).exit_code, 0);
  const auto end = with_keys({"keys", "list"}, data_folder() / "master.key", data_folder() / "none.key");
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_NE(end.errors.find("none.key"), std::string::npos);
}

}  // namespace
}  // namespace carillon::app
