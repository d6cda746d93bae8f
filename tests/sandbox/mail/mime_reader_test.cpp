#include "sandbox/mail/mime_reader.hpp"

#include <gtest/gtest.h>

namespace carillon::sandbox::testing {
namespace {

constexpr std::string_view alternative =
    "From: =?UTF-8?Q?J=C3=BCrgen?= =?utf-8?b?IE3DvGxsZXI=?= <j@x.example>\r\n"
    "Subject: A long\r\n subject\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=\"=_b\"\r\n\r\n"
    "preamble\r\n"
    "--=_b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Gr=C3=BC=C3=9Fe, a line that goes =\r\non\r\n"
    "--=_b\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "PHA+R3LDvMOf\r\nZTwvcD4=\r\n"
    "--=_b--\r\n";

TEST(mime_reader, reads_both_parts_of_an_alternative) {
  const auto mail = read_mime(alternative);
  EXPECT_EQ(mail.text, "Grüße, a line that goes on");
  EXPECT_EQ(mail.html, "<p>Grüße</p>");
  EXPECT_TRUE(mail.attachments.empty());
}

TEST(mime_reader, unfolds_and_decodes_header_fields) {
  const auto mail = read_mime(alternative);
  EXPECT_EQ(field_in(mail.fields, "from"), "Jürgen Müller <j@x.example>");
  EXPECT_EQ(field_in(mail.fields, "subject"), "A long subject");
}

TEST(mime_reader, takes_a_mail_without_mime_for_text) {
  const auto mail = read_mime("Subject: x\n\nHello\n");
  EXPECT_EQ(mail.text, "Hello\n");
  EXPECT_EQ(read_mime("\r\nHello").text, "Hello");
}

TEST(mime_reader, lists_attachments_by_name_type_and_size) {
  const auto mail = read_mime(
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
      "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; "
      "filename=\"a.txt\"\r\n\r\n12345\r\n"
      "--b--\r\n");
  EXPECT_EQ(mail.text, "x");
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_EQ(mail.attachments[0].name, "a.txt");
  EXPECT_EQ(mail.attachments[0].bytes, 5U);
}

TEST(mime_reader, stays_within_bounds_whatever_comes) {
  std::string nested = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
  for (int i = 0; i < 10'000; ++i) nested += "--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
  EXPECT_LE(read_mime(nested).attachments.size(), 100U);
  for (const std::string_view broken :
       {"", "\n", "Content-Type: multipart/mixed\r\n\r\n--",
        "Content-Type: multipart/mixed; boundary=\r\n\r\n----", "=?", "Subject: =?utf-8?q?",
        "Subject: =?utf-8?q", "Subject: =?x?b?=?=", ":\n :\n\n"}) {
    read_mime(broken);
  }
}

TEST(header_words, leave_what_does_not_decode) {
  EXPECT_EQ(decode_words("a =?utf-8?q?b c?= d"), "a =?utf-8?q?b c?= d");
  EXPECT_EQ(decode_words("=?iso-8859-1?q?=FC?="), "ü");
  EXPECT_EQ(decode_words("=?utf-8?q?a?= =?utf-8?q?b?= c"), "ab c");
}

}  // namespace
}  // namespace carillon::sandbox::testing
