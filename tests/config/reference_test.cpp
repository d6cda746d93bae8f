#include "config/reference.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "base/json.hpp"
#include "config/keys.hpp"
#include "config/load.hpp"
#include "tests/config/temporary_folder.hpp"
#include "tests/support/where.hpp"

namespace carillon::config {
namespace {

/// The file of the repository, after writing it anew if CARILLON_WRITE_REFERENCE is set.
std::string repository_file(const std::string& path, const std::string& wanted) {
  const auto full = test::source_file(path);
  if (::getenv("CARILLON_WRITE_REFERENCE") != nullptr) std::ofstream(full, std::ios::binary) << wanted;
  std::ifstream file(full, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr const char* remedy =
    "is out of date: run config_unit_tests once with CARILLON_WRITE_REFERENCE=1 in the environment";

TEST(reference, equals_the_documentation_in_the_repository) {
  EXPECT_EQ(repository_file("docs/configuration.md", reference_markdown()), reference_markdown()) << remedy;
}

TEST(reference, equals_the_example_in_the_repository) {
  EXPECT_EQ(repository_file("config/carillon.example.toml", example_toml()), example_toml()) << remedy;
}

TEST(example_toml, loads_as_it_is_and_with_every_line_uncommented) {
  const temporary_folder folder;
  EXPECT_TRUE(load({.file = folder.write("as_it_is.toml", example_toml())}).value().origins.empty());
  const auto uncommented = std::regex_replace(example_toml(), std::regex("\n#([a-z])"), "\n$1");
  const auto loaded = load({.file = folder.write("uncommented.toml", uncommented)}).value();
  EXPECT_EQ(loaded.origins.size(), all_keys().size());
  for (const auto& entry : all_keys())
    EXPECT_EQ(entry.at.show(loaded.values), entry.at.show(settings{})) << entry.name;
}

TEST(reference_markdown, mentions_every_key_once) {
  const auto text = reference_markdown();
  for (const auto& entry : all_keys()) {
    const auto row = "\n| `" + std::string(entry.name) + "` |";
    EXPECT_NE(text.find(row), std::string::npos) << entry.name;
    EXPECT_EQ(text.find(row), text.rfind(row)) << entry.name;
  }
}

TEST(json_schema, describes_every_key_and_allows_no_other) {
  const auto schema = parse_json(json_schema()).value();
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["properties"]["worker"]["properties"]["window"]["default"], 1000);
  EXPECT_EQ(schema["properties"]["log"]["properties"]["level"]["enum"],
            json({"debug", "info", "warn", "error"}));
  for (const auto& entry : all_keys()) {
    auto place = "/properties/" + std::string(entry.name);
    if (const auto dot = place.find('.'); dot != std::string::npos) place.replace(dot, 1, "/properties/");
    EXPECT_TRUE(schema.contains(json::json_pointer(place))) << entry.name;
  }
}

}  // namespace
}  // namespace carillon::config
