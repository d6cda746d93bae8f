// Markdown that grows or takes long: what broke cmark here (C1), what is known of cmark (CVE-2023-22486,
// CVE-2023-24824, CVE-2023-22483 to 22485) and of md4c, and their relatives.
#include "engine/content/markdown_bounds.hpp"

#include <gtest/gtest.h>

#include "engine/content/channel_template.hpp"
#include "engine/content/markdown_html.hpp"
#include "engine/content/markdown_text.hpp"
#include "tests/engine/content/rendered.hpp"

namespace carillon::engine {
namespace {

constexpr std::size_t most = longest_markdown;

std::string repeated(std::string_view piece, std::size_t bytes = most) {
  std::string out;
  while (out.size() + piece.size() <= bytes) out += piece;
  return out;
}

std::string halves(std::string_view first, std::string_view second) {
  return repeated(first, most / 2) + repeated(second, most / 2);
}

liquid::rendered_text words(std::string text) {
  return {std::move(text), {}};
}

void expect_bounded(const liquid::rendered_text& hostile, std::string_view what) {
  for (const auto& made : {to_html(hostile), to_plain_text(hostile)}) {
    if (made) {
      EXPECT_LE(made->size(), longest_rendition) << what;
    } else {
      EXPECT_EQ(made.error().code, errc::too_large) << what;
    }
  }
}

TEST(markdown_bounds, stop_a_reference_that_repeats_a_title_of_the_template) {
  const auto source = "[a]: /x \"{{ '" + std::string(32'700, '"') + "' }}\"\n\n" + repeated("[a] ", 32'680);
  ASSERT_LE(source.size(), 66'000U);
  const auto made = rendered(*channel_template::parse(source, channel::in_app), {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, errc::too_large);
}

TEST(markdown_bounds, stop_references_that_repeat_a_value) {
  for (const char* reference : {"[a]: {{ x }}\n\n", "[a]: /x '{{ x }}'\n\n", "[a]: /x \"{{ x }}\"\n\n"}) {
    for (const char* use : {"[a] ", "![a]", "[a][]\n", "[b][a]\n\n", "- [a]\n"}) {
      for (const char fill : {'"', '&', 'a', ' ', '\n', '\''}) {
        const auto source = reference + repeated(use, 30'000);
        const json variables = {{"x", std::string(30'000, fill)}};
        const auto made = rendered(*channel_template::parse(source, channel::in_app), variables);
        if (made) {
          EXPECT_LE(made->size(), longest_rendition) << source.substr(0, 60) << fill;
        }
      }
    }
  }
}

TEST(markdown_bounds, hold_for_what_is_known_to_be_dear) {
  for (const char* piece : {"*a **a ",
                            "a_ ",
                            "_a ",
                            "a**b",
                            "*a_ ",
                            "a]",
                            "[a",
                            "[ a_",
                            "[ (](",
                            "[",
                            "]",
                            ">",
                            "> ",
                            "- ",
                            "+ ",
                            "1. ",
                            "> - ",
                            ">- 1. ",
                            "`a ``b ```c ",
                            "`` ` ",
                            "[a](<b",
                            "[a](b",
                            "[t](/u) ",
                            "[a](",
                            "![",
                            "![a](",
                            "![[]()",
                            "[a](b \"",
                            "[a](b 'x",
                            "[a](b (",
                            "[a]: u\n",
                            "[a]: (",
                            "[\n",
                            "[a]:\n",
                            "[a]: x \"\n",
                            "[x]: '",
                            "<!-- a",
                            "<!A ",
                            "<?a ",
                            "<![CDATA[a ",
                            "<",
                            "<a ",
                            "<a b=\"",
                            "<a b='x ",
                            "</a ",
                            "<div>\n",
                            "<pre>\n",
                            "<x>\n\n",
                            "<script>\n\n",
                            "<http://a",
                            "<http://a.b>",
                            "<a@b",
                            "&amp;",
                            "&#",
                            "&a",
                            "&#x1",
                            "&quot;",
                            "- a\n",
                            "* a * ",
                            "-\n",
                            "- a\n\n\n",
                            "> [a](b\n",
                            "---\n",
                            "a\n===\n",
                            "# a\n",
                            "#",
                            " #",
                            "```\n",
                            "``` a\n",
                            "~~~\n",
                            "~~a ",
                            "~~",
                            "~a~ ",
                            "\n",
                            "a\n",
                            "a  \n",
                            "\\",
                            "\\*",
                            " ",
                            "\t",
                            "|a|b|\n|-|-|\n",
                            "|a",
                            "*_",
                            "***a ",
                            "a*** ",
                            "_a* **b_ ",
                            "[]",
                            "[]()",
                            "[[a]](",
                            "[a][",
                            "[a][b]",
                            "[a](( ",
                            "[a](\\",
                            "[*a](b*",
                            "`[a](b",
                            "<a [",
                            "[<a](>",
                            "![a]![",
                            "[a](\nb",
                            "[a](b \"\n",
                            "<a\n",
                            "`a\n",
                            "[a\nb]\n",
                            "![l",
                            "[a]",
                            "_",
                            "é*"}) {
    expect_bounded(words(repeated(piece)), piece);
    expect_bounded(words("[a]: /u\n\n" + repeated(piece, most - 20)), piece);
  }
}

TEST(markdown_bounds, hold_for_a_beginning_that_makes_the_rest_dear) {
  for (const auto& [first, second] :
       std::initializer_list<std::pair<const char*, const char*>>{{"[", "]"},
                                                                  {"[", "](u)"},
                                                                  {"![", "](u)"},
                                                                  {"[", "][a]"},
                                                                  {">", "a\n"},
                                                                  {">", "\n"},
                                                                  {">", ">\n"},
                                                                  {"- ", "b\n"},
                                                                  {"- ", "\n"},
                                                                  {"- ", "\n- b"},
                                                                  {"[a\n", "](b)"},
                                                                  {"a\n", "[x](u "},
                                                                  {"a\n", "`"},
                                                                  {"&#    [", "> -->]# \t"},
                                                                  {"-->`![", "- ](/'<"},
                                                                  {"**<div>", "<script># ](\t@&"},
                                                                  {"_", "._"},
                                                                  {"a**b", "c* "},
                                                                  {"|a", "|\n|-"},
                                                                  {"[a\n", "b]\n"},
                                                                  {"1) ", "a\n"},
                                                                  {"\t- ", "\n"},
                                                                  {"(", ")"}}) {
    expect_bounded(words(halves(first, second)), first);
    expect_bounded(words("[a]: /u\n\n" + halves(first, second).substr(0, most - 20)), first);
  }
}

TEST(markdown_bounds, hold_for_values_without_end) {
  liquid::rendered_text many;
  for (std::size_t at = 0; at < most / 2; ++at) {
    many.text += "a";
    many.values.push_back({many.text.size(), 1});
    many.text += "b";
  }
  expect_bounded(many, "a place every other byte");
  liquid::rendered_text none;
  for (std::size_t at = 0; at < most; ++at) none.values.push_back({0, 0});
  EXPECT_EQ(to_html(none).value(), "<p></p>");
}

TEST(markdown_bounds, leave_room_for_long_honest_texts) {
  std::string list, numbers, paragraphs;
  for (int at = 1; at <= 1500; ++at) {
    const auto link = "[Order " + std::to_string(at) + "](https://a.example/" + std::to_string(at) + ")\n";
    list += "- " + link;
    numbers += std::to_string(at) + ". " + link;
  }
  for (int at = 0; at < 200; ++at)
    paragraphs +=
        "Some `words` with *emphasis*, a [link](https://a.example) and\nanother line of **them**.\n\n";
  for (const auto& honest : {list, numbers, paragraphs}) {
    ASSERT_LE(honest.size(), most);
    const auto made = to_html(words(honest));
    EXPECT_TRUE(made) << made.error().detail << honest.substr(0, 40);
  }
  EXPECT_TRUE(to_html(words(repeated("> ", 100) + "a")));
  EXPECT_TRUE(to_html(words("---------------------------------------------\n\n* * * * * * * * * * *\n")));
}

TEST(markdown_bounds, name_what_is_too_large) {
  EXPECT_EQ(to_html(words(std::string(most + 1, 'a'))).error().detail,
            "the template makes more than 65536 bytes of Markdown");
  EXPECT_EQ(to_html(words(repeated(">", 101))).error().detail,
            "the Markdown has more than 100 lists and quotes inside each other");
  EXPECT_EQ(to_html(words(repeated("[a](b \n", 10'000))).error().detail,
            "the Markdown has more than 4000000 bytes times marks of links and code in its paragraphs");
  const auto grown =
      to_html(words("[a]: " + std::string(30'000, 'b') + "\n\n" + repeated("[a]\n\n", 30'000)));
  EXPECT_EQ(grown.error().detail, "the Markdown makes more than 524288 bytes");
}

}  // namespace
}  // namespace carillon::engine
