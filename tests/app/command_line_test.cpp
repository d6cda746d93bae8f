// What the command line teaches: help of every subcommand, and a sentence for every misuse.
#include "app/command_line.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "base/version.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using words = std::vector<std::string>;

/// Names under "Subcommands:" in the help of `command`.
words subcommands_of(words command) {
  command.emplace_back("--help");
  std::istringstream help(carillon(command).output);
  words found;
  bool is_there = false;
  for (std::string line; std::getline(help, line);) {
    if (is_there && line.empty()) break;
    if (is_there) found.push_back(line.substr(2, line.find(' ', 2) - 2));
    if (line == "Subcommands:") is_there = true;
  }
  return found;
}

/// Every subcommand that does something, as help itself lists them.
std::vector<words> all_commands() {
  std::vector<words> all;
  for (const auto& name : subcommands_of({})) {
    const auto inner = subcommands_of({name});
    if (inner.empty()) all.push_back({name});
    for (const auto& each : inner) all.push_back({name, each});
  }
  return all;
}

void expect_misuse(const words& command, const std::string& sentence) {
  const auto end = carillon(command);
  EXPECT_EQ(end.exit_code, exit_usage) << testing::PrintToString(command);
  EXPECT_THAT(end.errors, HasSubstr(sentence));
  EXPECT_THAT(end.errors, HasSubstr("--help"));
  EXPECT_EQ(end.output, "");
}

TEST(command_line, explains_every_subcommand) {
  const auto commands = all_commands();
  EXPECT_EQ(commands.size(), 38U);  // a command more: also in docs/ and in app/command_line.hpp
  for (auto command : commands) {
    command.emplace_back("--help");
    const auto end = carillon(command);
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.errors, "");
    EXPECT_THAT(end.output, HasSubstr("Usage: carillon " + command.front()));
    EXPECT_THAT(end.output, HasSubstr("Exit codes: 0 fine")) << testing::PrintToString(command);
    if (command.front() == "version") continue;
    EXPECT_THAT(end.output, HasSubstr("--redis.url")) << testing::PrintToString(command);
  }
}

TEST(command_line, says_where_to_start) {
  const auto end = carillon({"--help"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output, StartsWith("Carillon delivers notifications"));
  EXPECT_THAT(end.output, HasSubstr("carillon serve"));
  EXPECT_THAT(end.output, HasSubstr("64 wrong usage, 78 wrong configuration"));
}

TEST(command_line, tells_its_version_in_two_ways) {
  const auto flag = carillon({"--version"});
  EXPECT_EQ(flag.exit_code, 0);
  EXPECT_EQ(flag.output, std::string(version()) + "\n");
  const auto command = carillon({"version"});
  EXPECT_EQ(command.exit_code, 0);
  EXPECT_EQ(command.output, "carillon " + std::string(version()) + " (" + std::string(commit()) + ")\n");
}

TEST(command_line, refuses_what_it_does_not_know_by_name) {
  expect_misuse({"srve"}, "srve");
  expect_misuse({"dead", "lst"}, "lst");
  expect_misuse({"serve", "--no-such-flag"}, "--no-such-flag");
  expect_misuse({"version", "now"}, "now");
}

TEST(command_line, says_what_is_missing) {
  expect_misuse({}, "subcommand is required");
  expect_misuse({"project"}, "subcommand is required");
  expect_misuse({"project", "create"}, "name is required");
  expect_misuse({"import"}, "file is required");
  expect_misuse({"import", "/no/such/file"}, "/no/such/file");
}

TEST(command_line, says_what_is_wrong_with_a_value) {
  expect_misuse({"demo", "--users", "0"}, "--users");
  expect_misuse({"token", "create", "--expiry", "soon"}, "--expiry");
  expect_misuse({"dead", "redrive", "--all", "7/x"}, "--all");
  expect_misuse({"dead", "discard", "--all", "--reason", "poison"}, "--reason");
  expect_misuse({"dead", "discard", "--reason", "boredom"}, "--reason");
  expect_misuse({"webhook", "rotate", "x", "--now", "--overlap", "1h"}, "excludes");
  expect_misuse({"webhook", "redeliver", "x", "--event", "y", "--since", "z"}, "excludes");
  expect_misuse({"webhook", "redeliver", "x", "--until", "z"}, "--since");
}

TEST(command_line, treats_a_wrong_setting_as_configuration) {
  const auto end = carillon({"serve", "--worker.threads", "many"});
  EXPECT_EQ(end.exit_code, 78);
  EXPECT_THAT(end.errors, HasSubstr("worker.threads"));
}

TEST(command_line, takes_a_lifetime_with_its_unit_and_no_odd_one) {
  for (const auto* odd : {"0", "-5", "-1h", "5x", "h", "1.5h", "500ms", "1h500ms", "99999999999999999999",
                          "40000d", "3153600001", " 5", "0x10", "+5"}) {
    expect_misuse({"token", "create", std::string("--expiry=") + odd},
                  "--expiry: should be a time such as 30m");
    expect_misuse({"project", "rotate-key", std::string("--overlap=") + odd}, "--overlap: should be a time");
  }
  expect_misuse({"token", "create", "--expiry", "-5"}, "--expiry");
  expect_misuse({"project", "rotate-key", "--overlap", "1h", "--now"}, "excludes");
  expect_misuse({"project", "rotate-key", "--end-overlap", "--now"}, "excludes");
  expect_misuse({"project", "delete"}, "project is required");
}

TEST(command_line, repeats_nothing_that_may_be_a_password) {
  for (const auto& stray : std::vector<words>{{"serve", "--redis.urll=redis://u:CANARY@host"},
                                              {"serve", "--redis.urll", "redis://u:CANARY@host"},
                                              {"serve", "--redis.pasword", "CANARY"},
                                              {"serve", "redis://u:CANARY@host"},
                                              {"project", "list", "--redis.pasword=CANARY"}}) {
    const auto end = carillon(stray);
    EXPECT_EQ(end.exit_code, exit_usage);
    EXPECT_EQ((end.output + end.errors).find("CANARY"), std::string::npos) << end.errors;
  }
}

}  // namespace
}  // namespace carillon::app
