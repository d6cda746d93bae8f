#include "net/smtp/smtp_reply.hpp"

#include <gtest/gtest.h>

#include "net/smtp/smtp_offers.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;

/// The replies in `bytes`, fed in pieces; nothing when the server broke the protocol.
std::optional<std::vector<smtp_reply>> read(std::string_view bytes, std::size_t piece = 100'000) {
  smtp_reply_reader reader;
  std::vector<smtp_reply> all;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    if (!reader.feed(bytes.substr(0, piece))) return std::nullopt;
    while (auto reply = reader.take()) all.push_back(std::move(*reply));
  }
  return all;
}

TEST(smtp_reply_reader, reads_lines_of_a_reply_however_they_are_cut) {
  constexpr auto text = "220 hello\r\n250-one\r\n250-\r\n250 three\r\n354\r\n451 lone\n"sv;
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const auto replies = read(text, piece);
    ASSERT_TRUE(replies && replies->size() == 4) << piece;
    EXPECT_EQ((*replies)[0].code, 220);
    EXPECT_EQ((*replies)[1].lines, (std::vector{"one"s, ""s, "three"s}));
    EXPECT_EQ((*replies)[2].lines, std::vector{""s});
    EXPECT_EQ((*replies)[3].lines, std::vector{"lone"s});
  }
}

TEST(smtp_reply_reader, refuses_what_is_no_reply) {
  for (const auto text :
       {"hello\r\n"sv, "25\r\n"sv, "\r\n"sv, "150 no\r\n"sv, "600 no\r\n"sv, "260 no\r\n"sv, "2a0 no\r\n"sv,
        "250_no\r\n"sv, "250-a\r\n251 b\r\n"sv, "250-a\r\nb\r\n"sv, "250 a\0b\r\n"sv, "250 a\rb\r\n"sv,
        "HTTP/1.1 400 Bad Request\r\n"sv, " 250 a\r\n"sv})
    EXPECT_FALSE(read(text)) << text;
}

TEST(smtp_reply_reader, bounds_lines_and_replies) {
  EXPECT_TRUE(read("250 " + std::string(2'000, 'x') + "\r\n"));
  EXPECT_FALSE(read("250 " + std::string(2'100, 'x')));
  std::string lines;
  for (int i = 0; i < 128; ++i) lines += "250-x\r\n";
  EXPECT_TRUE(read(lines));
  EXPECT_FALSE(read(lines + "250-x\r\n"));
  std::string wide;
  for (int i = 0; i < 40; ++i) wide += "250-" + std::string(2'000, 'x') + "\r\n";
  EXPECT_FALSE(read(wide));
  std::string flood;
  for (int i = 0; i < 3'000; ++i) flood += "250 x\r\n";
  smtp_reply_reader reader;
  EXPECT_FALSE(reader.feed(flood));
}

TEST(smtp_reply_reader, knows_what_it_has_not_given_yet) {
  smtp_reply_reader reader;
  reader.feed("220 go\r\n2");
  EXPECT_TRUE(reader.take().has_value());
  EXPECT_TRUE(reader.has_more());
  reader.clear();
  EXPECT_FALSE(reader.has_more());
  reader.feed("250-a\r\n");
  EXPECT_TRUE(reader.has_more());
}

TEST(mail_reply, keeps_the_enhanced_code_apart_if_it_is_of_the_codes_class) {
  const auto said = to_mail_reply({550, {"5.1.1 no such", "5.1.1 user"}}, mail_stage::recipient);
  EXPECT_EQ(said.stage, mail_stage::recipient);
  EXPECT_EQ(said.code, 550);
  EXPECT_EQ(said.enhanced, "5.1.1");
  EXPECT_EQ(said.text, "no such user");
  for (const auto* const text :
       {"2.1.1 odd", "5.1 short", "5.1.1234 long", "5.1.1no", "5..1 x", "X5.1.1 x"}) {
    const auto other = to_mail_reply({550, {text}}, mail_stage::message);
    EXPECT_EQ(other.enhanced, "") << text;
    EXPECT_EQ(other.text, text);
  }
}

TEST(mail_reply, its_words_are_bounded_and_plain) {
  const auto loud = to_mail_reply({450, {"a\x1b[2J\tb", std::string(600, 'x')}}, mail_stage::message);
  EXPECT_TRUE(loud.text.starts_with("a?[2J?b xxx"));
  EXPECT_EQ(loud.text.size(), 512U);
  EXPECT_EQ(to_mail_reply({450, {"caf\xc3\xa9"}}, mail_stage::message).text, "caf\xc3\xa9");
  EXPECT_EQ(to_mail_reply({450, {"caf\xe9 closed"}}, mail_stage::message).text, "caf? closed");
  const auto cut = to_mail_reply({450, {std::string(511, 'x') + "\xc3\xa9"}}, mail_stage::message);
  EXPECT_EQ(cut.text, std::string(511, 'x'));
}

TEST(smtp_offers, reads_keywords_in_any_case) {
  const auto offers = read_offers({250,
                                   {"pipelining", "PIPELINING", "size 1000", "8bitmime", "StartTLS",
                                    "AUTH=LOGIN", "auth CRAM-MD5 plain", "SMTPUTF8", "X-PLAIN"}});
  EXPECT_TRUE(offers.pipelining && offers.starttls && offers.eight_bit && offers.utf8);
  EXPECT_TRUE(offers.login_plain && offers.login_login);
  EXPECT_EQ(offers.limit, 1000U);
  const auto none = read_offers({250, {"STARTTLS is my name", "SIZE", "AUTH", ""}});
  EXPECT_FALSE(none.starttls || none.pipelining || none.login_plain || none.login_login);
  EXPECT_TRUE(none.has_size);
  EXPECT_EQ(none.limit, std::nullopt);
  EXPECT_EQ(read_offers({250, {"x", "SIZE 0"}}).limit, std::nullopt);
  EXPECT_EQ(read_offers({250, {"x", "SIZE 99999999999999999999"}}).limit, std::nullopt);
}

}  // namespace
}  // namespace carillon::net
