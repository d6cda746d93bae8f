// docs/templates.md, run: its Markdown and the HTML behind it. What it says of Liquid alone, tests/liquid
// runs.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "engine/content/channel_template.hpp"
#include "tests/engine/content/rendered.hpp"
#include "tests/support/where.hpp"

namespace carillon::engine {
namespace {

/// The first block of that language; empty when there is none.
std::string block_of(const std::string& page, const std::string& language) {
  const auto fence = "\n```" + language + "\n";
  const auto at = page.find(fence);
  if (at == std::string::npos) return {};
  const auto from = at + fence.size();
  return page.substr(from, page.find("```", from) - from);
}

TEST(templates_page, shows_the_html_that_is_made) {
  std::ifstream file(test::source_file("docs/templates.md"));
  std::stringstream page;
  page << file.rdbuf();
  const auto parsed = channel_template::parse(block_of(page.str(), "markdown"), channel::in_app);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(rendered(*parsed, json::parse(block_of(page.str(), "json"))).value() + "\n",
            block_of(page.str(), "html"));
}

}  // namespace
}  // namespace carillon::engine
