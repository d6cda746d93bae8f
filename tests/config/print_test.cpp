#include "config/print.hpp"

#include <gtest/gtest.h>

#include "config/keys.hpp"
#include "tests/config/temporary_folder.hpp"

namespace carillon::config {
namespace {

TEST(print, shows_each_value_with_its_origin) {
  const auto text = print(load({.variables = {{"CARILLON_WORKER__LEASE", "90s"}},
                                .flags = {{"providers.allowed_networks", "127.0.0.0/8,::1/128"}}})
                              .value());
  EXPECT_NE(text.find("\n[worker]\n"), std::string::npos);
  EXPECT_NE(text.find("\nlease = \"90s\"  # CARILLON_WORKER__LEASE\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nwindow = 1000  # default\n"), std::string::npos);
  EXPECT_NE(
      text.find("\nallowed_networks = [\"127.0.0.0/8\", \"::1/128\"]  # --providers.allowed_networks\n"),
      std::string::npos);
}

TEST(print, shows_a_table_as_one_that_can_be_read_again) {
  const temporary_folder folder;
  const auto text = print(load({.flags = {{"providers.origins", "fcm=https://a,slack=https://b"}}}).value());
  EXPECT_NE(text.find("\norigins = {fcm = \"https://a\", slack = \"https://b\"}  # --providers.origins\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(load({.file = folder.write("a.toml", text)}).value().values.providers.origins.size(), 2U);
}

TEST(print, shows_no_secret) {
  const auto text = print(
      load({.flags = {{"redis.url", "redis://u:SECRETCANARY@host"}, {"redis.password", "SECRETCANARY"}}})
          .value());
  EXPECT_EQ(text.find("CANARY"), std::string::npos);
  EXPECT_NE(text.find("url = \"redis://u:***@host\""), std::string::npos);
  EXPECT_NE(text.find("password = \"***\""), std::string::npos);
}

// What `config print` shows of a password in whatever way somebody wrote it.
TEST(print, shows_nothing_of_a_password_in_a_url_however_it_is_written) {
  const auto shown = [](const std::string& url) {
    loaded_settings loaded;
    loaded.values.redis.url = url;
    return print(loaded);
  };
  for (const std::string& url : {"redis://u:CAN/ARY@host",
                                 "redis://CANARY@host",
                                 "rediss://CANARY@host",
                                 "redis://u:CAN%2FARY@host",
                                 "redis://u:CAN@ARY@host",
                                 "redis://u:CAN/@ARY@host/3",
                                 "redis://:CAN?ARY@host",
                                 "redis://u:CAN#ARY@host",
                                 "redis://CANARY:@host",
                                 "rediss://u:6379/CANARY@host",
                                 "unix://u:CANARY@/run/r.sock",
                                 "unix:///run/r.sock?password=CANARY",
                                 "unix:///run/r.sock?db=1&password=CANARY",
                                 "CANARY",
                                 "redis:/u:CANARY@host",
                                 "redis:u:CANARY@host",
                                 "REDIS://u:CANARY@host",
                                 "redis://u:CANARY@ho st",
                                 "redis://u:CANARY@host?password=CANARY",
                                 "redis://host/CANARY",
                                 "redis://u:CANARY%@host"}) {
    const auto text = shown(url);
    for (const auto* part : {"CANARY", "ARY", "CAN"}) EXPECT_EQ(text.find(part), std::string::npos) << url;
    EXPECT_NE(text.find("***"), std::string::npos) << url;
  }
  EXPECT_NE(shown("rediss://ann:x@host:1/4").find("url = \"rediss://ann:***@host:1/4\""), std::string::npos);
  EXPECT_NE(shown("redis://[::1]:7/2").find("url = \"redis://[::1]:7/2\""), std::string::npos);
  EXPECT_NE(shown("unix:///run/r@h:1.sock?db=3").find("url = \"unix:///run/r@h:1.sock?db=3\""),
            std::string::npos);
}

TEST(print, writes_a_file_that_load_reads_to_the_same_settings) {
  const auto first = load({.flags = {{"worker.window", "7"},
                                     {"redis.key_prefix", "a\"b\\c:"},
                                     {"api.idle_timeout", "1500ms"}}})
                         .value();
  const temporary_folder folder;
  const auto second = load({.file = folder.write("c.toml", print(first))}).value();
  for (const auto& entry : all_keys())
    EXPECT_EQ(entry.at.show(first.values), entry.at.show(second.values)) << entry.name;
}

}  // namespace
}  // namespace carillon::config
