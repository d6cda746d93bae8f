// What people see of it.
#include "sandbox/mailgun/mailgun_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/mail_caller.hpp"
#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(mailgun_view, shows_the_mail_with_the_recipients_own_variables) {
  auto fields = mailgun_form();
  fields.emplace_back("html", "<p>%recipient.nid%</p>");
  fields.emplace_back("h:X-Mark", "m");
  mail_caller desk;
  desk.ask(mailgun_send(fields));
  const auto shown = shown_to(desk.shared, "ada@");
  EXPECT_EQ(shown.as, look::mail);
  EXPECT_EQ(shown.title + '|' + shown.html + '|' + shown.text, "Hello|<p>n-1</p>|x");
  EXPECT_EQ(field_of(shown, "X-Mark"), "m");
  EXPECT_TRUE(shown.note.empty());
}

TEST(mailgun_view, warns_of_recipients_who_see_each_other) {
  auto fields = mailgun_form();
  fields.emplace_back("to", "bob@x.example");
  std::erase_if(fields, [](const auto& each) { return each.first == "recipient-variables"; });
  mail_caller desk;
  desk.ask(mailgun_send(fields));
  EXPECT_FALSE(shown_to(desk.shared, "bob@").note.empty());
}

}  // namespace
}  // namespace carillon::sandbox::testing
