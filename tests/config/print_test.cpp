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

TEST(print, shows_no_secret) {
  const auto text = print(
      load({.flags = {{"redis.url", "redis://u:SECRETCANARY@host"}, {"redis.password", "SECRETCANARY"}}})
          .value());
  EXPECT_EQ(text.find("CANARY"), std::string::npos);
  EXPECT_NE(text.find("url = \"redis://u:***@host\""), std::string::npos);
  EXPECT_NE(text.find("password = \"***\""), std::string::npos);
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
