#include "engine/content/link_scheme.hpp"

#include <gtest/gtest.h>

#include <string>

namespace carillon::engine {
namespace {

TEST(link_scheme, knows_what_a_browser_would_run_or_read) {
  for (const std::string scheme :
       {"javascript", "data", "vbscript", "file", "blob", "filesystem", "view-source", "JavaScript", "DATA"})
    EXPECT_TRUE(would_run(scheme + ":x")) << scheme;
  for (const char* disguised : {" javascript:x",
                                "\tjavascript:x",
                                "\n\r javascript:x",
                                "java\tscript:x",
                                "java\nscript:x",
                                "java\rscript:x",
                                "javascript :x",
                                "javascript\t:x",
                                "\x01javascript:x",
                                "\x1fjavascript:x",
                                "\x7fjavascript:x",
                                "\xc2\xa0javascript:x",
                                "\xc2\x85javascript:x",
                                "\xef\xbb\xbfjavascript:x",
                                "\xe2\x80\xa8javascript:x",
                                "\xe3\x80\x80javascript:x",
                                "java\xe2\x80\x8bscript:x",
                                "java\xc2\xadscript:x",
                                "java\xe2\x80\xaescript:x",
                                "javascript&colon;x",
                                "javascript&#58;x",
                                "javascript&#x3A;x",
                                "javascript&#x3ax",
                                "&#106;avascript:x",
                                "&#0000106avascript:x",
                                "java&Tab;script:x",
                                "java&NewLine;script:x",
                                "java&#10;script:x",
                                "java&#x0A;script:x",
                                "&#1;javascript:x",
                                "&nbsp;javascript:x",
                                "d&#97;ta:text/html,x"})
    EXPECT_TRUE(would_run(disguised)) << disguised;
  EXPECT_TRUE(would_run(std::string("\0java\0script:x", 14)));
  EXPECT_TRUE(would_run(std::string(1000, '\t') + "javascript:x"));
}

TEST(link_scheme, leaves_apps_their_own_and_paths_their_colons) {
  for (const char* harmless : {"",
                               "https://a.example",
                               "http://a.example/javascript:x",
                               "myapp://open?u=javascript:x",
                               "myapp:javascript:x",
                               "intent://scan/#Intent;scheme=zxing;end",
                               "mailto:a@b.example",
                               "tel:+49",
                               "sms:1",
                               "/javascript:x",
                               "?javascript:x",
                               "#data:x",
                               "./data:x",
                               "javascript",
                               "javascripts:x",
                               "xjavascript:x",
                               "data.app:x",
                               "com.example.data:x",
                               "javascript%3Ax",
                               "\xc3\xa9t\xc3\xa9:x",
                               "&nosuch;data:x",
                               "a&b=c:d"})
    EXPECT_FALSE(would_run(harmless)) << harmless;
  EXPECT_FALSE(check_action_url("myapp://x"));
  EXPECT_EQ(check_action_url("javascript:x"), running_link_refusal);
}

TEST(link_scheme, links_html_to_what_it_knows) {
  for (const char* linked : {"http://a", "https://a", "HTTPS://a", "mailto:a", "tel:1", "/a", "a", "?a:b",
                             "#a:b", "a/b:c", "//a", ""})
    EXPECT_TRUE(may_be_linked(linked)) << linked;
  for (const char* other :
       {"javascript:x", "myapp://x", "ftp://a", "data:image/png,x", "12:30", "java%0Ascript:x",
        "\\javascript:x", "\x01http:x", "ht\ttp:x", "http&colon;x", "&#104;ttp:x", "\xc3\xa9:x"})
    EXPECT_FALSE(may_be_linked(other)) << other;
}

TEST(link_scheme, takes_such_addresses_out_of_what_travels_with_a_push) {
  const json given = {
      {"action_url", "javascript:x"}, {"action-url", " data:x"}, {"link", "javascript:x"}, {"n", 1}};
  EXPECT_EQ(without_running_links(given), (json{{"link", "javascript:x"}, {"n", 1}}));
  const json harmless = {{"action_url", "myapp://x"}, {"action-url", 3}};
  EXPECT_EQ(without_running_links(harmless), harmless);
  EXPECT_TRUE(without_running_links(json()).is_null());
}

}  // namespace
}  // namespace carillon::engine
