// What people see of it.
#include "sandbox/sendgrid/sendgrid_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/mail_caller.hpp"
#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(sendgrid_view, shows_each_recipient_the_mail_with_its_own_substitutions) {
  auto mail = sendgrid_mail("ada@x.example");
  mail["content"][1]["value"] = "<p>-link-</p>";
  mail["personalizations"][0]["substitutions"] = {{"-link-", "for ada"}};
  mail["personalizations"].push_back({{"to", {{{"email", "bob@x.example"}, {"name", "Bob"}}}},
                                      {"subject", "For you"},
                                      {"substitutions", {{"-link-", "for bob"}}}});
  mail_caller desk;
  desk.ask(sendgrid_send(mail));
  const auto ada = shown_to(desk.shared, "ada@");
  const auto bob = shown_to(desk.shared, "bob@");
  EXPECT_EQ(ada.as, look::mail);
  EXPECT_EQ(ada.html + '|' + bob.html, "<p>for ada</p>|<p>for bob</p>");
  EXPECT_EQ(ada.title + '|' + bob.title, "Hello|For you");
  EXPECT_EQ(field_of(bob, "To"), "Bob <bob@x.example>");
  EXPECT_EQ(ada.text, "x");
}

}  // namespace
}  // namespace carillon::sandbox::testing
