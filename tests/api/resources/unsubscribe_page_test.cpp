#include "api/resources/unsubscribe_page.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

using enum unsubscribe_wish;

TEST(unsubscribe_page, reads_what_mailbox_providers_and_its_own_buttons_say) {
  EXPECT_EQ(read_unsubscribe_form("List-Unsubscribe=One-Click"), one_click);
  EXPECT_EQ(read_unsubscribe_form("a=b&List-Unsubscribe=One-Click"), one_click);
  EXPECT_EQ(
      read_unsubscribe_form(
          "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"),
      one_click);
  EXPECT_EQ(read_unsubscribe_form("confirm=1"), confirm);
  EXPECT_EQ(read_unsubscribe_form("undo=1"), undo);
}

TEST(unsubscribe_page, takes_nothing_else_for_a_wish) {
  for (const auto* const body : {"", "List-Unsubscribe", "List-Unsubscribe=", "List-Unsubscribe=one-click!",
                                 "xList-Unsubscribe=One-Click", "confirm=11", "confirm",
                                 "name=\"List-Unsubscribe\"", "name=\"confirm\"\r\n\r\n2\r\n"})
    EXPECT_EQ(read_unsubscribe_form(body), none) << body;
  EXPECT_EQ(read_unsubscribe_form("confirm=1&" + std::string(5000, 'x')), none);
}

TEST(unsubscribe_page, shows_a_category_as_text) {
  const auto html = ask_page("<script>&\"");
  EXPECT_NE(html.find("&lt;script>&amp;&quot;"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_NE(html.find("name=\"confirm\""), std::string::npos);
  EXPECT_NE(done_page("a").find("name=\"undo\""), std::string::npos);
  EXPECT_EQ(unknown_link_page().find("<form"), std::string::npos);
}

}  // namespace
}  // namespace carillon::api
