// What people see of it.
#include "sandbox/smtp/smtp_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(smtp_view, shows_the_mail_as_a_mail_program_does) {
  service shared({.is_verified = false}, ledger());
  request_builder request;
  request.method = "DATA";
  request.path = smtp_path;
  request.body = "From: News <n@x.example>\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nwords\r\n";
  request.with("x-from", "n@x.example").with("x-to", "ada@x.example\nbob@x.example");
  const auto shown = shown_after(shared, request, "bob@");
  EXPECT_EQ(shown.as, look::mail);
  EXPECT_EQ(shown.from + '|' + shown.title + '|' + shown.text, "News <n@x.example>|Grüße|words\r\n");
  EXPECT_EQ(shared.messages().all().size(), 2U);
}

TEST(smtp_view, says_of_a_refused_recipient_that_no_mail_came) {
  service shared({.is_verified = false}, ledger());
  request_builder request;
  request.method = "RCPT";
  request.path = smtp_path;
  request.with("x-from", "n@x.example").with("x-to", "sbx-NO_SUCH_USER-1@x.example");
  EXPECT_FALSE(shown_after(shared, request).note.empty());
}

}  // namespace
}  // namespace carillon::sandbox::testing
