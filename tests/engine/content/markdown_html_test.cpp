#include "engine/content/markdown_html.hpp"

#include <gmock/gmock.h>

#include "engine/content/channel_template.hpp"
#include "engine/content/markdown_bounds.hpp"
#include "tests/engine/content/rendered.hpp"

namespace carillon::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A template of in_app, rendered with `value` as {{ x }}.
std::string html_of(std::string_view text, json value = {}) {
  const auto parsed = channel_template::parse(text, channel::in_app);
  if (!parsed) return "error: " + parsed.error().detail;
  auto made = rendered(*parsed, {{"x", std::move(value)}});
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

TEST(markdown_html, links_to_the_web_mail_and_telephones_only) {
  for (const char* address :
       {"javascript:alert(1)", "JavaScript:alert(1)", "vbscript:x", "file:///etc/passwd",
        "data:text/html;base64,PHNjcmlwdD4=", "data:image/png;base64,iVBORw0KGgo=",
        "blob:https://a.example/1", "myapp://open", "javascript&colon;alert(1)", "&#106;avascript:alert(1)",
        "ftp://a.example"}) {
    EXPECT_EQ(html_of("[a](<" + std::string(address) + ">)"), "<p>a</p>") << address;
    EXPECT_EQ(html_of("[a]({{ x }})", address), "<p>a</p>") << address;
    EXPECT_EQ(html_of("![a *b*]({{ x }})", address), "<p>a <em>b</em></p>") << address;
    EXPECT_EQ(html_of("[a]\n\n[a]: {{ x }}", address), "<p>a</p>") << address;
  }
  EXPECT_EQ(html_of("[a]({{ x }}script:alert(1))", "java"), "<p>a</p>");
  EXPECT_EQ(html_of("[a ![b](javascript:x)](https://a.example) c"),
            "<p><a href=\"https://a.example\">a b</a> c</p>");
  for (const char* address : {"http://a.example", "HTTPS://a.example", "mailto:ada@a.example", "tel:+4912345",
                              "/x", "?q=a:b", "#top", "//a.example/x", "a/b:c", ""}) {
    EXPECT_EQ(html_of("[a]({{ x }})", address), "<p><a href=\"" + std::string(address) + "\">a</a></p>")
        << address;
  }
}

TEST(markdown_html, does_not_fall_for_a_scheme_in_disguise) {
  for (const char* address :
       {"\tjavascript:alert(1)", "java\nscript:1", "java\tscript:1", " javascript:1", "java script:1",
        "javascript\t:1", "\x01javascript:1", "\xc2\xa0javascript:1", "\xef\xbb\xbfjavascript:1",
        "java\xe2\x80\x8bscript:1", "java\xc2\xadscript:1"}) {
    EXPECT_EQ(html_of("[a]({{ x }})", address), "<p>a</p>") << address;
  }
}

TEST(markdown_html, encodes_what_would_leave_an_address) {
  EXPECT_EQ(html_of("[a]({{ x }})", "https://a.example/\"onmouseover=\"x) b"),
            "<p><a href=\"https://a.example/%22onmouseover=%22x)%20b\">a</a></p>");
  EXPECT_EQ(html_of("[a]({{ x }})", "https://a.example/\xc3\xa9<>"),
            "<p><a href=\"https://a.example/%C3%A9%3C%3E\">a</a></p>");
  EXPECT_EQ(html_of("[a](https://a.example '{{ x }}')", "' \"onclick=\"x"),
            "<p><a href=\"https://a.example\" title=\"' &quot;onclick=&quot;x\">a</a></p>");
}

TEST(markdown_html, keeps_tags_out_of_the_words_of_images) {
  EXPECT_EQ(html_of("![a *b* `c` [d](/e) ![f](/g)](/h \"i\")"),
            "<p><img src=\"/h\" alt=\"a b c d f\" title=\"i\" /></p>");
  EXPECT_EQ(html_of("![{{ x }}](/h)", "\"><script>\n"),
            "<p><img src=\"/h\" alt=\"&quot;&gt;&lt;script&gt;\n\" /></p>");
}

TEST(markdown_html, knows_entities_and_shows_others_as_they_are) {
  EXPECT_EQ(html_of("&copy; &#169; &#xA9; &lt;b&gt; &nosuch; &#0; &amp;lt;"),
            "<p>\xc2\xa9 \xc2\xa9 \xc2\xa9 &lt;b&gt; &amp;nosuch; \xef\xbf\xbd &amp;lt;</p>");
}

TEST(markdown_html, strikes_out) {
  EXPECT_EQ(html_of("~~a~~ b"), "<p><del>a</del> b</p>");
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
                              "~~s~~",
                              "\ue0000\ue001",
                              "\ue0007",
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
  EXPECT_EQ(html_of("&#xE000;0&#xE001; {{ x }}", "v"),
            "<p>\xee\x80\x80"
            "0\xee\x80\x81 v</p>");
}

TEST(markdown_html, shows_values_side_by_side) {
  EXPECT_EQ(html_of("{% for i in (1..4) %}{{ i }}{% endfor %}{{ x }} **{{ x }}{{ x }}**", "v"),
            "<p>1234v <strong>vv</strong></p>");
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

}  // namespace
}  // namespace carillon::engine
