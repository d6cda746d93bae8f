// The list of types of events against what writes them and what tells people of them. C++ cannot name another
// one: an event_name that is not in the list does not compile.
#include "base/event_types.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "tests/support/where.hpp"

namespace carillon {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first group of every match.
std::set<std::string> all_of(const std::string& text, const std::regex& wanted) {
  std::set<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), wanted); at != std::sregex_iterator(); ++at)
    found.insert((*at)[1]);
  return found;
}

std::set<std::string> names() {
  std::set<std::string> all;
  for (const auto& each : event_types) all.emplace(each.name);
  return all;
}

TEST(event_types, are_told_apart_and_have_a_level) {
  EXPECT_EQ(names().size(), event_types.size());
  const std::set<std::string_view> levels{"info", "warning", "error"};
  for (const auto& each : event_types) EXPECT_TRUE(levels.contains(each.level)) << each.name;
}

TEST(event_types, include_what_scripts_write) {
  std::set<std::string> written;
  for (const auto& each : std::filesystem::directory_iterator(test::source_file("queue/scripts"))) {
    if (each.path().extension() == ".lua")
      written.merge(all_of(content_of(each.path()), std::regex(R"('k', '([^']+)')")));
  }
  EXPECT_GE(written.size(), 4U) << "scripts write events another way now";
  for (const auto& each : written) EXPECT_NE(find_event_type(each), nullptr) << each;
}

TEST(event_types, are_those_of_the_documentation) {
  const auto page = content_of(test::source_file("docs/outgoing-webhooks.md"));
  const auto table = page.substr(page.find("## Types of events"));
  EXPECT_EQ(all_of(table, std::regex(R"((?:^|\n)\| `([a-z_.]+)` \|)")), names());
}

TEST(event_types, have_beginnings) {
  EXPECT_TRUE(begins_event_type("delivery."));
  EXPECT_TRUE(begins_event_type("integration.webhook."));
  for (const auto* none : {"", ".", "delivery", "deliver.", "delivery.sent.", "webhook."})
    EXPECT_FALSE(begins_event_type(none)) << none;
}

}  // namespace
}  // namespace carillon
