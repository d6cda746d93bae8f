#include "providers/email/mailbox.hpp"

#include <gtest/gtest.h>

#include <string>

#include "providers/email/mail_domain.hpp"

namespace carillon::providers::email {
namespace {

TEST(mailbox, keeps_the_local_part_and_lowers_the_domain) {
  const auto box = parse_mailbox("Ada.Lovelace+x@Example.COM");
  ASSERT_TRUE(box);
  EXPECT_EQ(box->text(), "Ada.Lovelace+x@example.com");
  EXPECT_EQ(box->folded(), "ada.lovelace+x@example.com");
  EXPECT_FALSE(box->needs_utf8);
}

TEST(mailbox, takes_what_mail_is_sent_to) {
  for (const auto* each : {"a@b.co", "!#$%&'*+/=?^_`{|}~-@x.example", "a.b.c@sub.sub.example",
                           "1@1-a.example", "x@xn--bcher-kva.example"}) {
    EXPECT_TRUE(parse_mailbox(each)) << each;
  }
  EXPECT_TRUE(parse_mailbox(std::string(64, 'a') + "@x.example"));
}

TEST(mailbox, refuses_what_it_is_not) {
  for (const auto* each : {"",
                           "@",
                           "a",
                           "a@",
                           "@b.co",
                           "a@b",
                           "a@b@c.co",
                           ".a@x.com",
                           "a.@x.com",
                           "a..b@x.com",
                           "\"a b\"@x.com",
                           "a b@x.com",
                           "a@[192.0.2.1]",
                           "a@1.2.3.4",
                           "a@x.com.",
                           "a(c)@x.com",
                           "<a@x.com>",
                           "a@x.com,b@y.com",
                           "a@x.com;",
                           "a>, <c@d.com",
                           "a@x_y.com",
                           "a@-x.com",
                           "a@x-.com",
                           "a@x..com",
                           "a@\xe2\x98\x95.com",
                           "a\xc2\xa0@x.com",
                           "a\xe2\x80\x8b@x.com",
                           "a\xff@x.com",
                           "a@\xff.com"}) {
    EXPECT_FALSE(parse_mailbox(each)) << each;
  }
  EXPECT_FALSE(parse_mailbox(std::string(65, 'a') + "@x.example"));
  const std::string label(63, 'd');
  EXPECT_FALSE(parse_mailbox("a@" + label + '.' + label + '.' + label + '.' + label + ".com"));
  EXPECT_FALSE(parse_mailbox("a@" + std::string(64, 'd') + ".com"));
}

TEST(mailbox, refuses_line_ends_and_controls_anywhere) {
  using namespace std::string_literals;
  for (const auto& bad : {"\r\n"s, "\n"s, "\r"s, "\0"s, "\v"s, "\t"s, "\xc2\x85"s, "\xe2\x80\xa8"s}) {
    for (const std::string where :
         {"_a@x.com", "a_b@x.com", "a_@x.com", "a@_x.com", "a@x_y.com", "a@x.com_"}) {
      auto text = where;
      text.replace(text.find('_'), 1, bad);
      EXPECT_FALSE(parse_mailbox(text)) << where;
    }
  }
  EXPECT_FALSE(parse_mailbox("a@b.com\nRCPT TO:<x@y.com>"));
}

TEST(mailbox, says_when_only_smtputf8_can_carry_it) {
  const auto box = parse_mailbox(
      "\xc3\xbc@b\xc3\xbc"
      "cher.example");
  ASSERT_TRUE(box);
  EXPECT_TRUE(box->needs_utf8);
  EXPECT_EQ(box->domain, "xn--bcher-kva.example");
}

TEST(mail_domain, encodes_international_labels) {
  EXPECT_EQ(*to_mail_domain("B\xc3\xbc"
                            "cher.Example"),
            "xn--bcher-kva.example");
  EXPECT_EQ(*to_mail_domain("fa\xc3\x9f.de"), "xn--fa-hia.de");
  EXPECT_EQ(*to_mail_domain("\xef\xac\x81.example"), "fi.example");
}

TEST(mail_domain, refuses_what_the_library_would_drop_or_let_through) {
  for (const auto* each : {"a_b.example", "a%b.example", "a\r\nb.example", " a.example", "foo..bar", ".a", "",
                           "a.example ", "b\xc3\xbc_.example", "a\xef\xbc\x9c.example", "xn--a.example"}) {
    EXPECT_FALSE(to_mail_domain(each)) << each;
  }
}

}  // namespace
}  // namespace carillon::providers::email
