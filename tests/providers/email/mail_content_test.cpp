#include "providers/email/mail_content.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "providers/email/html_reader.hpp"
#include "providers/email/link_address.hpp"

namespace carillon::providers::email {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST(is_html, wants_a_tag_beyond_doubt) {
  for (const auto* each :
       {"<p>x", "a<br/>b", "a<BR >b", "</b>", "<a href=\"x\">y</a>", "<h1>x</h1>", "<html><body>x"})
    EXPECT_TRUE(is_html(each)) << each;
  for (const auto* each :
       {"", "a < b", "if a <b and c> d", "<3", "x <y> z", "<ada@example.com>", "a<b", "<foo>bar</foo>"})
    EXPECT_FALSE(is_html(each)) << each;
}

TEST(mail_content, makes_paragraphs_with_links_of_plain_text) {
  const auto made = read_content("Hello & <welcome>\nsecond line\n\nSee https://example.com/a?b=1&c=2.\n");
  EXPECT_TRUE(has(made.html, "Hello &amp; &lt;welcome&gt;<br>\nsecond line</p>"));
  EXPECT_TRUE(has(made.html,
                  "href=\"https://example.com/a?b=1&amp;c=2\">https://example.com/a?b=1&amp;c=2</a>.</p>"));
  EXPECT_EQ(made.text, "Hello & <welcome>\nsecond line\n\nSee https://example.com/a?b=1&c=2.\n");
  EXPECT_FALSE(made.is_cut);
}

TEST(mail_content, reads_no_markdown_out_of_plain_text) {
  const auto made = read_content("# not a heading\n* not a *list*\n1. [no](https://x.example)");
  EXPECT_TRUE(has(made.html, "# not a heading<br>\n* not a *list*<br>\n1. [no]("));
}

TEST(mail_content, keeps_what_is_safe_of_html) {
  const auto made = read_content(
      "<h1>Title</h1><p>Some <b>bold</b> and <i>soft</i> words&hellip;</p><ul><li>one<li>two</ul>"
      "<ol start=3><li>three</li></ol><blockquote>said</blockquote><pre>a\n  b</pre><hr>"
      "<p><a href='https://example.com/x'>there</a> <img src=https://example.com/i.png alt=Cat "
      "width=40></p>");
  EXPECT_TRUE(has(made.html, ">Title</h2>"));
  EXPECT_TRUE(has(made.html, "Some <strong>bold</strong> and <em>soft</em> words\xe2\x80\xa6</p>"));
  EXPECT_TRUE(has(made.html, "<ol start=\"3\" "));
  EXPECT_TRUE(has(made.html, "href=\"https://example.com/x\">there</a>"));
  EXPECT_TRUE(has(made.html, "<img src=\"https://example.com/i.png\" alt=\"Cat\" width=\"40\""));
  EXPECT_EQ(made.text,
            "Title\n=====\n\nSome bold and soft words\xe2\x80\xa6\n\n- one\n- two\n\n3. three\n\n> said\n\n  "
            "  a\n      b\n\n"
            "----\n\nthere (https://example.com/x) [Cat]\n");
}

TEST(mail_content, leaves_scripts_styles_forms_and_handlers_behind) {
  const auto made = read_content(
      "<html><head><title>t</title><style>p{}</style></head><body onload=alert(1)><p onclick='x()' "
      "style='position:fixed'>"
      "a<script>alert(1)</script><svg><script>2</script></svg><iframe src=x>f</iframe><form action=x><input "
      "value=y>b</form>"
      "<a href=\"javascript:alert(1)\">c</a><a href=' java\nscript:alert(1)'>d</a><a "
      "href=data:text/html,x>e</a>"
      "<img src=x onerror=alert(1) alt=g><img src='http://plain.example/a.png' alt=h><!-- remark --><?php "
      "?><textarea>z</textarea>");
  for (const auto* bad : {"script", "alert", "onclick", "onload", "onerror", "style=\"position", "iframe",
                          "form", "input", "remark", "php", "<img", "href", "textarea", "svg", ">t<"})
    EXPECT_FALSE(has(made.html, bad)) << bad << " in " << made.html;
  EXPECT_EQ(made.text, "abcde[g][h]\n");
}

TEST(mail_content, writes_no_attribute_a_quote_could_leave) {
  const auto made = read_content(
      "<a href='https://x.example/\"onmouseover=\"y'>a</a><img alt='\"><script>' src=https://x.example/i>");
  EXPECT_TRUE(has(made.html, "https://x.example/%22onmouseover=%22y"));
  EXPECT_TRUE(has(made.html, "alt=\"&quot;&gt;&lt;script&gt;\""));
}

TEST(mail_content, shows_where_a_link_goes_that_claims_another_host) {
  const auto made = read_content(
      "<a href='https://evil.example/x'>https://bank.example/login</a> <a "
      "href='https://bank.example/y'>bank.example</a>"
      "<a href='https://www.bank.example/z'>www.bank.example</a>");
  EXPECT_FALSE(has(made.html, "bank.example/login"));
  EXPECT_TRUE(has(made.html, ">https://evil.example/x</a>"));
  EXPECT_TRUE(has(made.html, ">www.bank.example</a>"));
}

TEST(mail_content, nests_well_whatever_it_is_given) {
  const std::vector<std::string> pieces{"<p>",
                                        "</p>",
                                        "<b>",
                                        "</b>",
                                        "<a href=https://x.example>",
                                        "</a>",
                                        "<table>",
                                        "</table>",
                                        "<tr>",
                                        "</tr>",
                                        "<td>",
                                        "</td>",
                                        "<ul>",
                                        "</ul>",
                                        "<li>",
                                        "</li>",
                                        "<div>",
                                        "</div>",
                                        "<blockquote>",
                                        "</blockquote>",
                                        "<h2>",
                                        "</h2>",
                                        "<pre>",
                                        "</pre>",
                                        "word ",
                                        "<hr>",
                                        "<br>",
                                        "<img alt=x>",
                                        "\n"};
  std::mt19937 dice(3);
  for (int round = 0; round < 3000; ++round) {
    std::string html = "<p>";
    for (auto left = dice() % 60; left > 0; --left) html += pieces[dice() % pieces.size()];
    const auto made = read_html_content(html).html;
    std::vector<std::string> open;
    for (std::size_t at = made.find('<'); at != std::string::npos; at = made.find('<', at + 1)) {
      const bool is_closing = made[at + 1] == '/';
      const auto name =
          made.substr(at + (is_closing ? 2 : 1), made.find_first_of(" >", at) - at - (is_closing ? 2 : 1));
      if (name == "br" || name == "img" || name == "wbr") continue;
      if (!is_closing) {
        open.push_back(name);
        continue;
      }
      ASSERT_FALSE(open.empty()) << html << '\n' << made;
      ASSERT_EQ(open.back(), name) << html << '\n' << made;
      open.pop_back();
    }
    ASSERT_TRUE(open.empty()) << html << '\n' << made;
  }
}

TEST(mail_content, bounds_what_comes_out) {
  std::string tags = "<p>";
  for (int i = 0; i < 200'000; ++i) tags += "<li>x";
  for (const auto& each : {std::string(3'000'000, 'x'), tags, std::string(1'000'000, '<'),
                           "<p>" + std::string(1'000'000, '&')}) {
    const auto made = read_content(each);
    EXPECT_LE(made.html.size(), most_content + 4096);
    EXPECT_LE(made.text.size(), most_content * 2);
    EXPECT_TRUE(made.is_cut);
  }
}

TEST(mail_content, takes_time_that_grows_with_its_length_alone) {
  // Each of these took a parser that builds a tree minutes, or all memory there was.
  for (const std::string piece :
       {"<div>", "<font a=1>", "<b><p>", "<a href=\"", "<!--", "</", "<a b='", "<svg>", "<table><td>"}) {
    std::string html = "<p>";
    while (html.size() < 2'000'000) html += piece;
    read_html_content(html);
  }
}

TEST(mail_content, lets_long_words_be_broken) {
  const auto made = read_content(std::string(300, 'w'));
  EXPECT_TRUE(has(made.html, "wwww<wbr>wwww"));
  const auto linked = read_content("https://example.com/" + std::string(100, 'a'));
  EXPECT_TRUE(has(linked.html, "href=\"https://example.com/" + std::string(100, 'a') + '"'));
}

TEST(mail_content, wraps_plain_text_but_no_address) {
  std::string words = "<p>";
  for (int i = 0; i < 40; ++i) words += "word ";
  words += "<a href=https://example.com/" + std::string(90, 'a') + ">here</a>";
  const auto made = read_content(words);
  EXPECT_TRUE(has(made.text, "\n(https://example.com/" + std::string(90, 'a') + ")\n"));
  for (std::size_t at = 0; at < made.text.size();) {
    const auto end = made.text.find('\n', at);
    EXPECT_TRUE(end - at <= 72 || has(made.text.substr(at, end - at), "https://"));
    at = end + 1;
  }
}

TEST(link_address, takes_the_schemes_of_mail_alone) {
  EXPECT_EQ(link_address("HTTPS://B\xc3\xbc"
                         "cher.example/\xc3\xa9 x"),
            "https://xn--bcher-kva.example/%C3%A9%20x");
  EXPECT_EQ(link_address("https://x.example/a?b=%0d%0a#c"), "https://x.example/a?b=%0d%0a#c");
  EXPECT_EQ(link_address("https://x.example/a\r\nBcc: y"), "https://x.example/a%0D%0ABcc:%20y");
  EXPECT_EQ(link_address("mailto:a@x.example"), "mailto:a@x.example");
  for (const auto* each :
       {"", "x", "/path", "javascript:x", "myapp://x", "http:x", "https://", "https://user@x.example/",
        "https://x.example:a/", "https://a:b@x.example", "//x.example", "https://x y.example/"})
    EXPECT_FALSE(link_address(each)) << each;
}

}  // namespace
}  // namespace carillon::providers::email
