// What people see of it.
#include "sandbox/ses/ses_desk.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

request_builder ses_send(const json& content) {
  request_builder made;
  made.path = "/v2/email/outbound-emails";
  made.body = dump_json({{"FromEmailAddress", "=?UTF-8?Q?J=C3=B6rg?= <news@mail.example>"},
                         {"Destination", {{"ToAddresses", {"ada@x.example"}}}},
                         {"EmailTags", {{{"Name", "nid"}, {"Value", "n-1"}}}},
                         {"Content", content}});
  return made;
}

TEST(ses_view, shows_a_simple_mail) {
  service shared({.is_verified = false}, ledger());
  const auto shown =
      shown_after(shared, ses_send({{"Simple",
                                     {{"Subject", {{"Data", "Hello"}}},
                                      {"Body", {{"Text", {{"Data", "x"}}}, {"Html", {{"Data", "<p>x"}}}}},
                                      {"Headers", {{{"Name", "X-Mark"}, {"Value", "m"}}}}}}}));
  EXPECT_EQ(shown.as, look::mail);
  EXPECT_EQ(shown.from, "Jörg <news@mail.example>");
  EXPECT_EQ(shown.title + '|' + shown.text + '|' + shown.html, "Hello|x|<p>x");
  EXPECT_EQ(field_of(shown, "X-Mark") + '|' + field_of(shown, "Tag nid"), "m|n-1");
}

TEST(ses_view, reads_a_raw_mail) {
  service shared({.is_verified = false}, ledger());
  const auto raw = base64_encode("Subject: Raw\r\n\r\nwords");
  const auto shown = shown_after(shared, ses_send({{"Raw", {{"Data", raw}}}}));
  EXPECT_EQ(shown.title + '|' + shown.text, "Raw|words");
}

}  // namespace
}  // namespace carillon::sandbox::testing
