#include "providers/email/header_text.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "providers/email/encoded_word.hpp"
#include "providers/email/header_block.hpp"
#include "tests/providers/email/decode_words.hpp"

namespace carillon::providers::email {
namespace {

const std::string family = "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7";

TEST(encoded_word, says_what_it_was_given_each_word_alone) {
  const std::vector<std::string> pieces{"a",
                                        " ",
                                        "=",
                                        "_",
                                        "?",
                                        "\"",
                                        "\xc3\xa9",
                                        "\xe2\x82\xac",
                                        "\xd7\xa9",
                                        "e\xcc\x81",
                                        "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",
                                        family,
                                        "word",
                                        "\xe4\xbd\xa0"};
  std::mt19937 dice(7);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto left = dice() % 60 + 1; left > 0; --left) text += pieces[dice() % pieces.size()];
    const auto words = to_encoded_words(text, 40 + dice() % 36);
    ASSERT_EQ(decode_words(words), text);
  }
}

TEST(encoded_word, keeps_a_letter_and_its_accents_together) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "e\xcc\x81";
  const auto words = to_encoded_words(text);
  for (std::size_t at = 0; at < words.size();) {
    const auto end = std::min(words.find(' ', at), words.size());
    EXPECT_TRUE(decode_word(std::string_view(words).substr(at, end - at)).starts_with('e'));
    at = end + 1;
  }
}

TEST(header_text, leaves_ascii_as_it_is) {
  EXPECT_EQ(unstructured("Your order 12 (paid), = fine", 7), "Your order 12 (paid), = fine");
}

TEST(header_text, encodes_what_would_be_read_as_encoded) {
  const auto made = unstructured("=?utf-8?q?=0a?=", 7);
  EXPECT_EQ(decode_words(made), "=?utf-8?q?=0a?=");
}

TEST(header_text, makes_line_ends_a_space_before_it_encodes) {
  EXPECT_EQ(unstructured("x\r\nBcc: e@example.com", 7), "x Bcc: e@example.com");
  EXPECT_EQ(decode_words(unstructured("\xc3\xa9\r\n\r\nBcc:\xe2\x80\xa8\xc2\x85"
                                      "e",
                                      7)),
            "\xc3\xa9 Bcc: e");
}

TEST(header_text, cuts_what_is_too_long_and_encodes_words_no_line_can_hold) {
  EXPECT_LE(decode_words(unstructured(std::string(100'000, 'x'), 7)).size(), 1000U);
}

TEST(header_text, writes_display_names_as_their_characters_demand) {
  const auto box = *parse_mailbox("c@d.com");
  EXPECT_EQ(named_mailbox("Ada Lovelace", box), "Ada Lovelace <c@d.com>");
  EXPECT_EQ(named_mailbox("Lovelace, Ada", box), "\"Lovelace, Ada\" <c@d.com>");
  EXPECT_EQ(named_mailbox("a\"b\\", box), "\"a\\\"b\\\\\" <c@d.com>");
  EXPECT_EQ(named_mailbox("", box), "c@d.com");
  EXPECT_EQ(named_mailbox("a@b.com", box), "c@d.com");
  const auto greek = named_mailbox("\xce\x91\xce\xb4\xce\xb1", box);
  EXPECT_EQ(decode_word(greek.substr(0, greek.find(' '))), "\xce\x91\xce\xb4\xce\xb1");
  EXPECT_EQ(greek.find('"'), std::string::npos);
}

TEST(header_text, drops_marks_that_turn_the_direction_of_a_name) {
  EXPECT_EQ(phrase("moc.elpmaxe\xe2\x80\xae nimda"), "\"moc.elpmaxe nimda\"");
}

TEST(header_text, survives_bytes_that_are_no_utf8) {
  EXPECT_EQ(decode_words(unstructured("a\xff", 7)), "a\xef\xbf\xbd");
}

TEST(header_block, folds_before_spaces_and_keeps_words_whole) {
  std::string out;
  std::string value;
  for (int i = 0; i < 30; ++i) value += "word" + std::to_string(i) + ' ';
  header_block(out).add("Subject", value);
  for (std::size_t at = 0; at < out.size();) {
    const auto end = out.find("\r\n", at);
    ASSERT_LE(end - at, 76U);
    EXPECT_NE(out.substr(at, end - at).find_first_not_of(' '), std::string::npos);
    at = end + 2;
  }
  EXPECT_TRUE(out.starts_with("Subject: word0 word1"));
  EXPECT_NE(out.find("\r\n word"), std::string::npos);
}

TEST(header_block, adds_one_field_whatever_the_value_holds) {
  using namespace std::string_literals;
  for (const auto& bad :
       {"a\r\nBcc: x@y.com"s, "a\nb"s, "a\rb"s, "a\0b"s, "a\xc2\x85"s, "\r\n"s, ""s, "a\r\n\r\nbody"s}) {
    for (const bool is_whole : {false, true}) {
      std::string out;
      header_block block(out);
      is_whole ? block.add_whole("X-Id", bad) : block.add("X-Id", bad);
      EXPECT_EQ(out.find('\n'), out.size() - 1) << out;
      EXPECT_EQ(out.find('\r'), out.size() - 2) << out;
      for (const char c : out.substr(0, out.size() - 2)) EXPECT_TRUE(c >= ' ' && c <= '~');
    }
  }
}

TEST(header_block, keeps_a_url_on_one_line) {
  std::string out;
  header_block(out).add_whole("List-Unsubscribe", '<' + std::string(190, 'u') + '>');
  EXPECT_EQ(out, "List-Unsubscribe: <" + std::string(190, 'u') + ">\r\n");
}

}  // namespace
}  // namespace carillon::providers::email
