#include "config/load.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/config/temporary_folder.hpp"

namespace carillon::config {
namespace {

using std::chrono::milliseconds;

/// All problems of a load that must fail.
std::string problems_of(const load_sources& from) {
  const auto loaded = load(from);
  if (loaded.has_value()) {
    ADD_FAILURE() << "was accepted";
    return {};
  }
  EXPECT_EQ(loaded.error().code, errc::configuration);
  return loaded.error().detail;
}

TEST(load, gives_the_defaults_when_nothing_is_said) {
  const auto loaded = load({}).value();
  EXPECT_EQ(loaded.values.api.listen, "127.0.0.1:8080");
  EXPECT_TRUE(loaded.origins.empty());
}

TEST(load, lets_flags_win_over_environment_over_file_over_defaults) {
  const temporary_folder folder;
  const auto file = folder.write("c.toml", "[worker]\nthreads = 1\nwindow = 1\nopen_jobs = 1\n");
  const auto loaded =
      load({.file = file,
            .variables = {{"CARILLON_WORKER__THREADS", "2"}, {"CARILLON_WORKER__WINDOW", "2"}},
            .flags = {{"worker.threads", "9"}, {"worker.threads", "3"}}})
          .value();
  EXPECT_EQ(loaded.values.worker.threads, 3u);
  EXPECT_EQ(loaded.values.worker.window, 2u);
  EXPECT_EQ(loaded.values.worker.open_jobs, 1u);
  EXPECT_EQ(loaded.values.worker.commit_outcomes, 100u);
  EXPECT_EQ(loaded.origins.at("worker.threads"), "--worker.threads");
  EXPECT_EQ(loaded.origins.at("worker.window"), "CARILLON_WORKER__WINDOW");
  EXPECT_EQ(loaded.origins.at("worker.open_jobs"), file + ":4");
  EXPECT_FALSE(loaded.origins.contains("worker.commit_outcomes"));
}

TEST(load, reads_a_value_from_a_file_without_its_last_line_feed) {
  const temporary_folder folder;
  const auto loaded =
      load({.variables = {{"CARILLON_REDIS__URL", "redis://host"},
                          {"CARILLON_REDIS__PASSWORD_FILE", folder.write("password", "hunter2\n")}}})
          .value();
  EXPECT_EQ(loaded.values.redis.password.reveal(), "hunter2");
  EXPECT_EQ(loaded.origins.at("redis.password"), "CARILLON_REDIS__PASSWORD_FILE");
}

TEST(load, refuses_a_value_file_that_is_missing_or_doubled) {
  EXPECT_EQ(problems_of({.variables = {{"CARILLON_REDIS__PASSWORD_FILE", "/nonexistent/password"}}}),
            "CARILLON_REDIS__PASSWORD_FILE: redis.password: its file cannot be read");
  const temporary_folder folder;
  EXPECT_EQ(problems_of({.variables = {{"CARILLON_REDIS__PASSWORD", "a"},
                                       {"CARILLON_REDIS__PASSWORD_FILE", folder.write("password", "b")}}}),
            "CARILLON_REDIS__PASSWORD_FILE: redis.password: is given by CARILLON_REDIS__PASSWORD too");
}

TEST(load, reports_all_errors_at_once_with_file_and_line) {
  const temporary_folder folder;
  const auto file = folder.write("c.toml",
                                 "[redis]\nurll = \"redis://host\"\ncommand_timeout = 10\n"
                                 "[api]\nmax_body = \"1MB\"\nthreads = 0\n[log]\nlevel = 1.5\n");
  EXPECT_EQ(problems_of({.file = file,
                         .variables = {{"CARILLON_REDIS_URL", "x"}, {"CARILLON_LOG__LEVEL", "loud"}},
                         .flags = {{"nonsense", "1"}, {"api.listen", "8080"}}}),
            file + ":8: log.level must be a string, a whole number or an array of strings\n" + file +
                ":2: redis.urll: unknown key; did you mean redis.url?\n" + file +
                ":3: redis.command_timeout: must be a duration with its unit: 250ms, 10s, 5m, 1h30m, 3d\n" +
                file + ":5: api.max_body: must be a size with its unit: 512B, 64KiB, 1MiB, 2GiB\n" + file +
                ":6: api.threads: must be at least 1\n"
                "CARILLON_LOG__LEVEL: log.level: must be one of debug,info,warn,error\n"
                "CARILLON_REDIS_URL: redis_url: unknown key; did you mean redis.url?\n"
                "--nonsense: nonsense: unknown key\n"
                "--api.listen: api.listen: must be host:port, such as 127.0.0.1:8080 or [::1]:8080");
}

TEST(load, never_repeats_a_value_in_an_error) {
  const temporary_folder folder;
  const auto file = folder.write("c.toml", "[redis]\nurl = \"SECRETCANARY\"\npasword = \"SECRETCANARY\"\n");
  const auto text = problems_of({.file = file, .variables = {{"CARILLON_PASSWORD", "SECRETCANARY"}}});
  EXPECT_EQ(text.find("CANARY"), std::string::npos) << text;
}

TEST(load, does_not_quote_the_line_that_breaks_the_syntax) {
  const temporary_folder folder;
  for (const auto* value : {"CANARY", "\"CANARY", "\"CANARY\\q\"", "'CANARY''", "7777777777777777777777",
                            "0xCANARY", "[CANARY]"}) {
    const auto file = folder.write("c.toml", std::string("[redis]\npassword = ") + value + '\n');
    const auto text = problems_of({.file = file});
    EXPECT_TRUE(text.starts_with(file + ":2: not valid TOML: ")) << text;
    EXPECT_EQ(text.find("CANARY"), std::string::npos) << text;
    EXPECT_EQ(text.find("777"), std::string::npos) << text;
  }
}

TEST(load, refuses_a_file_that_is_not_there) {
  EXPECT_EQ(problems_of({.file = "/nonexistent/carillon.toml"}),
            "/nonexistent/carillon.toml: cannot be read");
}

TEST(load, refuses_a_folder_as_a_file) {
  const temporary_folder folder;
  const auto path = std::filesystem::path(folder.write("a.toml", "")).parent_path().string();
  const auto loaded = load({.file = path});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, errc::configuration);
  EXPECT_EQ(loaded.error().detail, path + ": cannot be read");
}

TEST(load, refuses_more_attempts_than_an_outcome_byte_counts) {
  EXPECT_TRUE(load({.flags = {{"retry.max_attempts", "15"}}}).has_value());
  EXPECT_EQ(problems_of({.flags = {{"retry.max_attempts", "16"}}}),
            "--retry.max_attempts: retry.max_attempts: must be at most 15");
}

TEST(load, checks_settings_against_each_other) {
  EXPECT_EQ(problems_of({.flags = {{"retry.base", "2h"}}}),
            "--retry.base: retry.base: must not be longer than retry.cap");
  EXPECT_TRUE(problems_of({.flags = {{"worker.commit_interval", "10s"}, {"worker.lease", "20s"}}})
                  .starts_with("--worker.lease: "));
  EXPECT_TRUE(problems_of({.flags = {{"redis.durability", "replica"}}}).starts_with("--redis.durability: "));
  EXPECT_TRUE(problems_of({.flags = {{"redis.ca_file", "ca.pem"}}}).starts_with("--redis.ca_file: "));
  EXPECT_TRUE(
      problems_of({.flags = {{"api.max_body", "13MiB"}}}).starts_with("default: api.max_broadcast_body: "));
  EXPECT_TRUE(
      problems_of({.flags = {{"api.listen", "127.0.0.1:9090"}}}).starts_with("default: ops.listen: "));
  EXPECT_TRUE(load({.flags = {{"api.listen", "127.0.0.1:0"}, {"ops.listen", "127.0.0.1:0"}}}).has_value());
}

TEST(load, takes_a_table_whole_and_entry_by_entry) {
  const temporary_folder folder;
  const auto file =
      folder.write("a.toml", "[providers.origins]\nfcm = \"https://a\"\nslack = \"https://b\"\n");
  const auto loaded = load({.file = file,
                            .variables = {{"CARILLON_PROVIDERS__ORIGINS__SLACK", "https://c"}},
                            .flags = {{"providers.origins", "expo=https://d,ses=https://e"}}})
                          .value();
  EXPECT_EQ(loaded.values.providers.origins,
            (named_texts{
                {"expo", "https://d"}, {"fcm", "https://a"}, {"ses", "https://e"}, {"slack", "https://c"}}));
  EXPECT_EQ(loaded.origins.at("providers.origins"), "--providers.origins");
  EXPECT_EQ(
      problems_of({.variables = {{"CARILLON_PROVIDERS__ORIGINS__FCM", "nonsense"}}}),
      "CARILLON_PROVIDERS__ORIGINS__FCM: providers.origins.fcm: must be a URL such as https://host:port, "
      "without user, query or fragment");
  EXPECT_TRUE(problems_of({.flags = {{"providers.original.fcm", "x"}}}).find("unknown key") !=
              std::string::npos);
}

TEST(load, takes_every_kind_of_value) {
  const auto loaded = load({.flags = {{"providers.allowed_networks", "127.0.0.0/8,::1/128"},
                                      {"api.max_body", "2MiB"},
                                      {"worker.drain", "0"},
                                      {"log.format", "json"}}})
                          .value();
  EXPECT_EQ(loaded.values.providers.allowed_networks, (std::vector<std::string>{"127.0.0.0/8", "::1/128"}));
  EXPECT_EQ(loaded.values.api.max_body, std::size_t{2} << 20);
  EXPECT_EQ(loaded.values.worker.drain, milliseconds(0));
  EXPECT_EQ(loaded.values.log.format, log::format::json);
}

}  // namespace
}  // namespace carillon::config
