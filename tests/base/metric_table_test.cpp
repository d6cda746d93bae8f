// docs/metrics.md says what the table says.
#include "base/metric_table.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "tests/support/where.hpp"

namespace carillon::metrics {
namespace {

std::string name_of(metric_type type) {
  switch (type) {
    case metric_type::counter:
      return "counter";
    case metric_type::gauge:
      return "gauge";
    case metric_type::histogram:
      return "histogram";
  }
  return "?";
}

std::string reference() {
  std::string text =
      "# Metrics\n\n"
      "`GET /metrics` on the ops listener (127.0.0.1:9090 unless `ops.listen` says otherwise), in "
      "Prometheus' text\n"
      "format. Labels are bounded: never a project, a user or a token. `process_*` are there as well.\n\n"
      "| name | type | labels | meaning |\n|---|---|---|---|\n";
  for (const metric& each : all()) {
    text += "| `" + std::string(each.name) + "` | " + name_of(each.type) + " | " + std::string(each.labels) +
            " | " + std::string(each.help) + " |\n";
  }
  return text;
}

TEST(metric_table, equals_its_documentation) {
  const std::string path = test::source_file("docs/metrics.md");
  if (std::getenv("CARILLON_WRITE_REFERENCE") != nullptr)
    std::ofstream(path, std::ios::binary) << reference();
  std::ifstream file(path, std::ios::binary);
  const std::string written{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(written, reference())
      << "run base_unit_tests once with CARILLON_WRITE_REFERENCE=1 in the environment";
}

TEST(metric_table, names_each_metric_once_in_base_units) {
  std::set<std::string_view> names;
  for (const metric& each : all()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_TRUE(each.name.starts_with("carillon_")) << each.name;
    EXPECT_FALSE(each.name.ends_with("_ms")) << each.name;
    EXPECT_EQ(each.type == metric_type::counter, each.name.ends_with("_total")) << each.name;
  }
}

}  // namespace
}  // namespace carillon::metrics
