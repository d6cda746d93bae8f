#include "providers/answer.hpp"

#include <gtest/gtest.h>

namespace carillon::providers {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
const timestamp noon = *parse_rfc3339("2026-11-23T12:00:00Z");

TEST(parse_retry_after, reads_seconds) {
  EXPECT_EQ(parse_retry_after("120", noon), seconds(120));
}

TEST(parse_retry_after, reads_all_three_http_dates) {
  EXPECT_EQ(parse_retry_after("Mon, 23 Nov 2026 12:00:30 GMT", noon), seconds(30));
  EXPECT_EQ(parse_retry_after("Monday, 23-Nov-26 12:00:30 GMT", noon), seconds(30));
  EXPECT_EQ(parse_retry_after("Mon Nov 23 12:00:30 2026", noon), seconds(30));
}

TEST(parse_retry_after, is_capped_at_an_hour_and_never_negative) {
  EXPECT_EQ(parse_retry_after("99999999999999999999999", noon), seconds(3600));
  EXPECT_EQ(parse_retry_after("86400", noon), seconds(3600));
  EXPECT_EQ(parse_retry_after("Mon, 23 Nov 2026 11:00:00 GMT", noon), milliseconds(0));
}

TEST(parse_retry_after, ignores_what_it_cannot_read) {
  for (const char* text : {"", "soon", "-5", "1.5", "12 s", "Mon, 99 Nov 2026 12:00:30 GMT", " 5"}) {
    EXPECT_FALSE(parse_retry_after(text, noon)) << text;
  }
}

TEST(class_of_status, follows_the_common_rules) {
  using enum answer_class;
  for (auto [status, expected] : {std::pair{200, ok},
                                  {204, ok},
                                  {301, config},
                                  {400, payload},
                                  {404, payload},
                                  {408, retry},
                                  {421, reconnect},
                                  {425, retry},
                                  {429, retry_after},
                                  {500, retry},
                                  {599, retry}}) {
    EXPECT_EQ(class_of_status(status), expected) << status;
  }
}

TEST(sanitised, keeps_one_printable_line_of_valid_text) {
  EXPECT_EQ(sanitised("a\r\nb\tc\x7f"), "a  b c ");
  EXPECT_EQ(sanitised("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
  EXPECT_EQ(sanitised("a\xff"
                      "b"),
            "a?b");
}

TEST(sanitised, cuts_at_200_bytes_without_splitting_a_character) {
  const std::string text = std::string(199, 'x') + "\xc3\xbc";
  EXPECT_EQ(sanitised(text), std::string(199, 'x'));
}

}  // namespace
}  // namespace carillon::providers
