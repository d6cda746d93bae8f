#include "engine/markdown_html.hpp"

#include <gmock/gmock.h>

#include "engine/channel_template.hpp"

namespace carillon::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A template of in_app, rendered with `value` as {{ x }}.
std::string html_of(std::string_view text, json value = {}) {
  const auto parsed = channel_template::parse(text, channel::in_app);
  if (!parsed) return "error: " + parsed.error().detail;
  auto made = parsed->render({{"x", std::move(value)}});
  return made ? *made : "error: " + made.error().detail;
}

TEST(markdown_html, is_commonmark) {
  EXPECT_EQ(html_of("# Paid\n\nThanks, **Ada**.\n"), "<h1>Paid</h1>\n<p>Thanks, <strong>Ada</strong>.</p>");
  EXPECT_EQ(html_of("[Open](https://a.example/?a=1&b=2)"),
            "<p><a href=\"https://a.example/?a=1&amp;b=2\">Open</a></p>");
  EXPECT_EQ(html_of("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
  EXPECT_EQ(html_of(""), "");
}

TEST(markdown_html, shows_html_of_the_template_as_text) {
  EXPECT_EQ(html_of("a <b>c</b>"), "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
  EXPECT_EQ(html_of("<div onclick='x()'>\nc\n</div>"),
            "<p>&lt;div onclick='x()'&gt;<br />\nc<br />\n&lt;/div&gt;</p>");
  EXPECT_EQ(html_of("<script>{{ x }}</script>", "alert(1)"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
}

TEST(markdown_html, leaves_out_addresses_that_could_run_something) {
  for (const char* address :
       {"javascript:alert(1)", "JavaScript:alert(1)", "vbscript:x", "file:///etc/passwd",
        "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml;base64,PHN2Zz4="}) {
    EXPECT_EQ(html_of("[a](<" + std::string(address) + ">)"), "<p><a href=\"\">a</a></p>") << address;
    EXPECT_EQ(html_of("[a]({{ x }})", address), "<p><a href=\"\">a</a></p>") << address;
    EXPECT_EQ(html_of("![a]({{ x }})", address), "<p><img src=\"\" alt=\"a\" /></p>") << address;
    EXPECT_EQ(html_of("[a]\n\n[a]: {{ x }}", address), "<p><a href=\"\">a</a></p>") << address;
  }
  EXPECT_EQ(html_of("[a]({{ x }}script:alert(1))", "java"), "<p><a href=\"\">a</a></p>");
}

TEST(markdown_html, encodes_what_would_leave_an_address) {
  EXPECT_EQ(html_of("[a]({{ x }})", "\tjavascript:alert(1)"),
            "<p><a href=\"%09javascript:alert(1)\">a</a></p>");
  EXPECT_EQ(html_of("[a]({{ x }})", "java\nscript:1"), "<p><a href=\"java%0Ascript:1\">a</a></p>");
  EXPECT_EQ(html_of("[a]({{ x }})", "https://a.example/\"onmouseover=\"x) b"),
            "<p><a href=\"https://a.example/%22onmouseover=%22x)%20b\">a</a></p>");
  EXPECT_EQ(html_of("[a](https://a.example '{{ x }}')", "' \"onclick=\"x"),
            "<p><a href=\"https://a.example\" title=\"' &quot;onclick=&quot;x\">a</a></p>");
}

TEST(markdown_html, shows_values_as_they_are) {
  for (const char* hostile : {"<script>alert(1)</script>",
                              "<img src=x onerror=alert(1)>",
                              "**b**",
                              "_b_",
                              "# h",
                              "> q",
                              "- i",
                              "1. i",
                              "[a](javascript:alert(1))",
                              "![a](https://a.example/x.png)",
                              "https://a.example",
                              "<https://a.example>",
                              "`c`",
                              "```",
                              "    code",
                              "&lt;b&gt;",
                              "&#60;",
                              "\\*",
                              "---",
                              "[a]: https://a.example",
                              "a  ",
                              "</p>",
                              "<!-- x",
                              "\xee\x80\x80"
                              "0\xee\x80\x81",
                              "\xee\x80\x80"
                              "7",
                              "&#xE000;0&#xE001;"}) {
    std::string shown;
    for (const char* at = hostile; *at; ++at) {
      shown += *at == '<'   ? "&lt;"
               : *at == '>' ? "&gt;"
               : *at == '&' ? "&amp;"
               : *at == '"' ? "&quot;"
                            : std::string(1, *at);
    }
    EXPECT_EQ(html_of("{{ x }}", hostile), "<p>" + shown + "</p>");
    EXPECT_EQ(html_of("a {{ x }} **b**", hostile), "<p>a " + shown + " <strong>b</strong></p>");
    EXPECT_EQ(html_of("# {{ x }}", hostile), "<h1>" + shown + "</h1>");
    EXPECT_EQ(html_of("**{{ x }}**", hostile), "<p><strong>" + shown + "</strong></p>");
    EXPECT_EQ(html_of("`{{ x }}`", hostile), "<p><code>" + shown + "</code></p>");
    EXPECT_EQ(html_of("[{{ x }}](https://a.example)", hostile),
              "<p><a href=\"https://a.example\">" + shown + "</a></p>");
    EXPECT_EQ(html_of("```\n{{ x }}\n```", hostile), "<pre><code>" + shown + "\n</code></pre>");
    EXPECT_THAT(html_of("<b title=\"{{ x }}\">", hostile), Not(HasSubstr("<b")));
  }
}

TEST(markdown_html, keeps_the_line_breaks_of_values) {
  EXPECT_EQ(html_of("{{ x }}", "a\r\n\n# b"), "<p>a<br />\n<br />\n# b</p>");
  EXPECT_EQ(html_of("# {{ x }}\nc", "a\n\n> b"), "<h1>a<br />\n<br />\n&gt; b</h1>\n<p>c</p>");
}

TEST(markdown_html, takes_no_place_of_a_value_from_the_template) {
  EXPECT_EQ(html_of("\xee\x80\x80"
                    "0\xee\x80\x81 {{ x }}",
                    "v"),
            "<p>\xef\xbf\xbd"
            "0\xef\xbf\xbd v</p>");
  EXPECT_EQ(html_of("&#xE000;9&#xE001; {{ x }} &#xE000;", "v"), "<p> v </p>");
  EXPECT_EQ(html_of("&#xE000;", "v"), "<p></p>");
}

TEST(markdown_html, survives_values_that_are_no_clean_text) {
  EXPECT_EQ(html_of("{{ x }}", std::string("a\0b", 3)), "<p>ab</p>");
  EXPECT_EQ(html_of("{{ x }}", json{{"a", "<b>"}}), "<p>{&quot;a&quot;:&quot;&lt;b&gt;&quot;}</p>");
}

TEST(markdown_html, is_bounded) {
  const std::string most(longest_markdown, 'a');
  EXPECT_EQ(html_of("{{ x }}", most), "<p>" + most + "</p>");
  EXPECT_THAT(html_of("{{ x }}", most + "a"), ::testing::StartsWith("error: "));
  EXPECT_THAT(html_of("{{ x }}", std::string(longest_markdown, '\n')), HasSubstr("<br />"));
}

TEST(channel_template, makes_html_where_it_is_shown_alone) {
  for (const auto via : {channel::mobile_push, channel::sms, channel::slack})
    EXPECT_EQ(channel_template::parse("**{{ x }}**", via)->render({{"x", "<b>"}}).value(), "**<b>**");
  for (const auto via : {channel::in_app, channel::email}) {
    EXPECT_EQ(channel_template::parse("**{{ x }}**", via)->render({{"x", "<b>"}}).value(),
              "<p><strong>&lt;b&gt;</strong></p>");
  }
}

}  // namespace
}  // namespace carillon::engine
