// docs/templates.md, run: every liquid block against the text block behind it, every line of a condition
// block.
#include <fstream>
#include <vector>

#include "tests/liquid/render.hpp"
#include "tests/support/where.hpp"

namespace carillon::liquid {
namespace {

struct fenced {
  std::string language;
  std::string text;
};

std::vector<fenced> blocks_of_the_page() {
  std::ifstream page(test::source_file("docs/templates.md"));
  std::vector<fenced> blocks;
  bool is_inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      is_inside = !is_inside;
      if (is_inside) blocks.push_back({line.substr(3), {}});
    } else if (is_inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

void check_conditions(const std::string& lines, const json& variables) {
  std::istringstream text(lines);
  for (std::string line; std::getline(text, line);) {
    const auto arrow = line.rfind("->");
    ASSERT_NE(arrow, std::string::npos) << line;
    EXPECT_EQ(judged(line.substr(0, arrow), variables), line.substr(arrow + 3)) << line;
  }
}

TEST(templates_page, shows_what_really_happens) {
  const auto blocks = blocks_of_the_page();
  ASSERT_GT(blocks.size(), 10U);
  ASSERT_EQ(blocks.front().language, "json");
  const auto variables = json::parse(blocks.front().text);
  std::size_t examples = 0;
  for (std::size_t index = 1; index < blocks.size(); ++index) {
    const auto& [language, text] = blocks[index];
    if (language == "condition") check_conditions(text, variables);
    if (language != "liquid") continue;
    ASSERT_EQ(blocks.at(index + 1).language, "text") << text;
    EXPECT_EQ(rendered(text, variables), blocks[index + 1].text) << text;
    ++examples;
  }
  EXPECT_GE(examples, 7U);
}

}  // namespace
}  // namespace carillon::liquid
