#include "providers/email/body_part.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/encoding.hpp"
#include "providers/email/mail_date.hpp"

namespace carillon::providers::email {
namespace {

std::string to_printable(std::string_view text) {
  std::string out;
  append_quoted_printable(out, with_mail_lines(text));
  return out;
}

/// RFC 2045 6.7, refusing what is not of it.
std::string from_printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '=') {
      out += text[at];
    } else if (text.substr(at).starts_with("=\r\n")) {
      at += 2;
    } else {
      const auto byte = hex_decode(text.substr(at + 1, 2));
      EXPECT_TRUE(byte) << text.substr(at, 3);
      if (byte) out += *byte;
      at += 2;
    }
  }
  return out;
}

void expect_lines(std::string_view text, std::size_t longest) {
  std::size_t column = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with("\r\n")) {
      ASSERT_LE(column, longest);
      column = 0;
      ++at;
      continue;
    }
    const char c = text[at];
    ASSERT_TRUE((c >= ' ' && c <= '~') || c == '\t');
    if (column == 0) ASSERT_NE(c, '.');
    ++column;
  }
  ASSERT_LE(column, longest);
}

TEST(transfer_encoding, makes_every_line_end_one_crlf) {
  EXPECT_EQ(with_mail_lines("a\nb\rc\r\nd\r\r\ne\n\n"), "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\n");
  EXPECT_EQ(with_mail_lines(std::string_view("a\0b\x01\x7f\tc", 7)), "ab\tc");
}

TEST(transfer_encoding, is_chosen_by_what_the_text_holds) {
  const auto chosen = [](std::string_view text) { return choose_encoding(with_mail_lines(text)); };
  EXPECT_EQ(chosen("Hello\nWorld\n"), transfer_encoding::seven_bit);
  EXPECT_EQ(chosen(std::string(79, 'x')), transfer_encoding::quoted_printable);
  EXPECT_EQ(chosen("From me\n"), transfer_encoding::quoted_printable);
  EXPECT_EQ(chosen("a \nb"), transfer_encoding::quoted_printable);
  EXPECT_EQ(chosen("--=_x\n"), transfer_encoding::quoted_printable);
  EXPECT_EQ(chosen("A caf\xc3\xa9 on the corner"), transfer_encoding::quoted_printable);
  EXPECT_EQ(chosen("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"), transfer_encoding::base64);
}

TEST(transfer_encoding, escapes_what_relays_and_mailboxes_would_change) {
  EXPECT_EQ(to_printable("a=b"), "a=3Db");
  EXPECT_EQ(to_printable("a \nb\t"), "a=20\r\nb=09");
  EXPECT_EQ(to_printable(".\n..a\nFrom x"), "=2E\r\n=2E.a\r\n=46rom x");
  EXPECT_EQ(to_printable("caf\xc3\xa9"), "caf=C3=A9");
}

TEST(transfer_encoding, reads_back_and_keeps_its_lines) {
  std::mt19937 dice(11);
  const std::string letters = "ab =.\t\nF";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto left = dice() % 400; left > 0; --left) {
      text += letters[dice() % letters.size()];
      if (dice() % 9 == 0) text += "\xf0\x9f\x91\x8d";
      if (dice() % 31 == 0) text += "From ";
    }
    const auto made = to_printable(text);
    expect_lines(made, 76);
    ASSERT_EQ(from_printable(made), with_mail_lines(text));
  }
}

TEST(transfer_encoding, breaks_no_character) {
  for (std::size_t lead = 0; lead < 80; ++lead) {
    const auto made = to_printable(std::string(lead, 'x') + "\xf0\x9f\x91\x8d" + std::string(80, 'y'));
    EXPECT_NE(made.find("=F0=9F=91=8D"), std::string::npos) << made;
  }
}

TEST(transfer_encoding, writes_base64_in_lines_of_76) {
  std::string out;
  append_base64(out, std::string(100, 'x'));
  EXPECT_EQ(out.find("\r\n"), 76U);
  expect_lines(out, 76);
}

std::string filled(const holed_text& text, std::string_view with) {
  std::string out;
  body_part("html", text).append_to(out, with);
  auto body = out.substr(out.find("\r\n\r\n") + 4);
  if (out.find("quoted-printable") != std::string::npos) return from_printable(body);
  if (out.find("base64") == std::string::npos) return body;
  std::string packed;
  for (const char c : body) {
    if (c != '\r' && c != '\n') packed += c;
  }
  return *base64_decode(packed);
}

TEST(body_part, fills_its_hole_in_every_encoding) {
  const std::string url = "https://example.com/u/" + std::string(82, 'A') + "?a=b";
  for (const holed_text& text :
       {holed_text{"before ", " after\r\n"}, holed_text{"caf\xc3\xa9 and more of it: ", ""},
        holed_text{"long " + std::string(90, 'x') + "\r\n", "\r\nend\r\n"},
        holed_text{"\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2", "\xd0\xb5\xd1\x82"},
        holed_text{"", "caf\xc3\xa9 it is, no more"}}) {
    EXPECT_EQ(filled(text, url), text.filled(url));
    EXPECT_EQ(filled(text, ""), text.filled(""));
    EXPECT_EQ(filled(text, "a\r\nb "), text.filled("a\r\nb "));
  }
}

TEST(body_part, makes_an_alternative_the_plainest_first) {
  const body_part plain("plain", {"Hello\r\n", ""});
  const body_part rich("html", {"<p>Hello caf\xc3\xa9</p>", ""});
  std::string out;
  append_alternative(out, "=_b", plain, "bye\r\n", rich, "");
  EXPECT_EQ(out,
            "Content-Type: multipart/alternative; boundary=\"=_b\"\r\n"
            "\r\n"
            "--=_b\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "Hello\r\nbye\r\n"
            "\r\n--=_b\r\n"
            "Content-Type: text/html; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "<p>Hello caf=C3=A9</p>"
            "\r\n--=_b--\r\n");
}

TEST(mail_date, names_days_and_months_in_english) {
  EXPECT_EQ(to_mail_date(*parse_rfc3339("2026-11-28T02:40:00.999999Z")), "Sat, 28 Nov 2026 02:40:00 +0000");
  EXPECT_EQ(to_mail_date(*parse_rfc3339("2024-02-29T23:59:59Z")), "Thu, 29 Feb 2024 23:59:59 +0000");
}

}  // namespace
}  // namespace carillon::providers::email
