// `carillon config check|print|schema`: no Redis, no folder, nothing written.
#include <gtest/gtest.h>

#include <fstream>

#include "base/json.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class config_commands : public ::testing::Test {
 protected:
  /// A settings file with this text; its path.
  std::string file_with(std::string_view text) {
    auto path = (folder_.path() / "carillon.toml").string();
    std::ofstream(path) << text;
    return path;
  }
  static void expect_refused(const program_end& end, const std::string& sentence) {
    EXPECT_EQ(end.exit_code, 78);
    EXPECT_THAT(end.errors, HasSubstr(sentence));
    EXPECT_EQ(end.output, "");
  }

 private:
  test::temporary_folder folder_;
};

TEST_F(config_commands, check_says_that_all_is_well) {
  const auto end = carillon({"config", "check", "--config", file_with("[worker]\nthreads = 3\n")});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.output, "the settings are valid\n");
  EXPECT_EQ(end.errors, "");
}

TEST_F(config_commands, check_names_every_mistake_in_the_file) {
  const auto end =
      carillon({"config", "check", "--config", file_with("[worker]\nthreads = \"x\"\n[api]\nno_such = 1\n")});
  expect_refused(end, "worker.threads");
  EXPECT_THAT(end.errors, HasSubstr("api.no_such"));
}

TEST_F(config_commands, check_names_the_source_of_a_mistake) {
  expect_refused(carillon({"config", "check"}, {{"CARILLON_WORKER__THREADS", "x"}}),
                 "CARILLON_WORKER__THREADS");
  expect_refused(carillon({"config", "check", "--worker.threads", "x"}), "--worker.threads");
  expect_refused(carillon({"config", "check", "--config", "/no/such/file"}), "/no/such/file");
}

TEST_F(config_commands, print_shows_each_value_with_its_origin) {
  const auto file = file_with("[worker]\nthreads = 3\n[api]\nthreads = 2\n[log]\nlevel = \"warn\"\n");
  const auto end = carillon({"config", "print", "--api.threads", "5"},
                            {{"CARILLON_CONFIG", file}, {"CARILLON_LOG__LEVEL", "error"}});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output,
              AllOf(HasSubstr("threads = 3  # " + file), HasSubstr("threads = 5  # --api.threads"),
                    HasSubstr("level = \"error\"  # CARILLON_LOG__LEVEL"),
                    HasSubstr("key_prefix = \"c:\"  # default")));
}

TEST_F(config_commands, print_hides_secrets) {
  const auto end = carillon({"config", "print", "--redis.url", "redis://me:hushhush@127.0.0.1:1"},
                            {{"CARILLON_REDIS__PASSWORD", "quietquiet"}});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output, AllOf(HasSubstr("***"), HasSubstr("127.0.0.1:1")));
  EXPECT_THAT(end.output + end.errors, AllOf(Not(HasSubstr("hushhush")), Not(HasSubstr("quietquiet"))));
}

TEST_F(config_commands, schema_is_json_and_knows_the_settings) {
  const auto end = carillon({"config", "schema"});
  EXPECT_EQ(end.exit_code, 0);
  const auto schema = parse_json(end.output);
  ASSERT_TRUE(schema);
  EXPECT_TRUE((*schema)["properties"]["redis"]["properties"].contains("url"));
}

}  // namespace
}  // namespace carillon::app
