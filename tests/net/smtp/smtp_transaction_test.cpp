// A mail through a session that is ready: alone and in groups, accepted and refused at each stage.
#include "net/smtp/smtp_transaction.hpp"

#include <gtest/gtest.h>

#include "tests/net/smtp/smtp_support.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;
using failures = std::vector<transport_failure>;
using verdicts = std::vector<std::string>;
using script = std::vector<std::string>;

const script whole{"C: MAIL FROM:<news@example.org>",
                   "S: 250 ok",
                   "C: RCPT TO:<a@x.example>",
                   "S: 250 ok",
                   "C: DATA",
                   "S: 354 go",
                   "C: Hi",
                   "C: .",
                   "S: 250 queued"};

/// In groups all commands leave together; two recipients.
struct group_talk : smtp_talk {
  explicit group_talk(recorded_mail& mail) {
    greet({"PIPELINING"});
    session.submit(mail);
    EXPECT_EQ(said(),
              "MAIL FROM:<news@example.org>\r\nRCPT TO:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n");
  }
};

struct two_recipients : recorded_mail {
  two_recipients() : recorded_mail({"a@x.example", "b@x.example"}) {}
};

TEST(smtp_transaction, alone_each_command_waits_for_the_one_before) {
  smtp_talk talk;
  talk.greet();
  recorded_mail mail({"a@x.example", "b@x.example"}, "Subject: x\r\n\r\n.dot\r\n");
  talk.session.submit(mail);
  EXPECT_EQ(talk.session.capacity(), 0U);
  talk.run({"C: MAIL FROM:<news@example.org>", "S: 250 ok", "C: RCPT TO:<a@x.example>", "S: 250 ok",
            "C: RCPT TO:<b@x.example>", "S: 251 will forward", "C: DATA", "S: 354 go", "C: Subject: x",
            "C: ", "C: ..dot", "C: ."});
  EXPECT_TRUE(mail.was_flushed());
  EXPECT_FALSE(mail.is_over());
  talk.run({"S: 250 2.0.0 queued as 1"});
  EXPECT_EQ(mail.responses, 1);
  EXPECT_EQ(mail.response.status, 250);
  EXPECT_EQ(mail.verdicts(), (verdicts{"message 250", "message 250"}));
  EXPECT_EQ(mail.response.mail[0].enhanced, "2.0.0");
  EXPECT_EQ(mail.response.mail[0].text, "queued as 1");
  EXPECT_EQ(talk.session.capacity(), 1U);
}

TEST(smtp_transaction, in_groups_it_takes_two_turns) {
  two_recipients mail;
  group_talk talk(mail);
  talk.run({"S: 250 ok", "S: 250 ok", "S: 250 ok", "S: 354 go", "C: Hi", "C: .", "S: 250 queued"});
  EXPECT_EQ(mail.verdicts(), (verdicts{"message 250", "message 250"}));
}

TEST(smtp_transaction, a_session_is_used_again_without_reset) {
  smtp_talk talk;
  talk.greet();
  for (int i = 0; i < 3; ++i) {
    recorded_mail mail;
    talk.session.submit(mail);
    talk.run(whole);
    EXPECT_EQ(mail.responses, 1);
  }
}

TEST(smtp_transaction, a_session_carries_so_many_and_says_goodbye) {
  auto options = in_the_clear();
  options.most_mails = 2;
  smtp_talk talk(options);
  talk.greet();
  recorded_mail first;
  talk.session.submit(first);
  talk.run(whole);
  recorded_mail second;
  talk.session.submit(second);
  talk.run(whole);
  EXPECT_EQ(second.responses, 1);
  talk.run({"C: QUIT", "S: 221 bye"});
  EXPECT_TRUE(talk.session.is_finished());
}

TEST(smtp_transaction, who_is_refused_keeps_nobody_from_being_served) {
  two_recipients mail;
  group_talk talk(mail);
  talk.run(
      {"S: 250 ok", "S: 550 5.1.1 no such user", "S: 250 ok", "S: 354 go", "C: Hi", "C: .", "S: 250 queued"});
  EXPECT_EQ(mail.verdicts(), (verdicts{"recipient 550", "message 250"}));
  EXPECT_EQ(mail.response.mail[0].enhanced, "5.1.1");
  EXPECT_EQ(talk.session.capacity(), 1U);
}

TEST(smtp_transaction, a_refused_sender_is_everybodys_reply_and_resets) {
  two_recipients mail;
  group_talk talk(mail);
  talk.feed("550 5.7.1 not you\r\n");
  EXPECT_EQ(mail.verdicts(), (verdicts{"sender 550", "sender 550"}));
  EXPECT_EQ(talk.session.capacity(), 0U) << "replies are on their way";
  talk.run({"S: 503 first MAIL", "S: 503 first MAIL", "S: 503 first RCPT", "C: RSET", "S: 250 ok"});
  EXPECT_EQ(talk.session.capacity(), 1U);
  smtp_talk alone;
  alone.greet();
  recorded_mail other;
  alone.session.submit(other);
  alone.run({"C: MAIL FROM:<news@example.org>", "S: 452 full", "C: RSET", "S: 250 ok"});
  EXPECT_EQ(other.verdicts(), verdicts{"sender 452"});
}

TEST(smtp_transaction, nobody_left_and_yet_asked_for_the_message_it_gets_a_lone_dot) {
  two_recipients mail;
  group_talk talk(mail);
  talk.run({"S: 250 ok", "S: 550 no", "S: 451 later", "S: 354 go", "C: .", "S: 554 no recipients", "C: RSET",
            "S: 250 ok"});
  EXPECT_EQ(mail.verdicts(), (verdicts{"recipient 550", "recipient 451"}));
  EXPECT_FALSE(mail.was_flushed());
  EXPECT_EQ(talk.session.capacity(), 1U);
}

TEST(smtp_transaction, nobody_left_ends_it_before_data_when_alone) {
  smtp_talk talk;
  talk.greet();
  recorded_mail mail;
  talk.session.submit(mail);
  talk.run({"C: MAIL FROM:<news@example.org>", "S: 250 ok", "C: RCPT TO:<a@x.example>", "S: 550 no",
            "C: RSET", "S: 250 ok"});
  EXPECT_EQ(mail.verdicts(), verdicts{"recipient 550"});
}

TEST(smtp_transaction, a_refusal_of_data_or_of_the_message_is_for_those_accepted) {
  for (const auto* const code : {"451", "552", "554"}) {
    two_recipients refused;
    group_talk data(refused);
    data.run({"S: 250 ok", "S: 250 ok", "S: 550 no", "S: "s + code + " no", "C: RSET", "S: 250 ok"});
    EXPECT_EQ(refused.verdicts(), (verdicts{"data "s + code, "recipient 550"}));
    EXPECT_FALSE(refused.was_flushed());
    two_recipients spam;
    group_talk message(spam);
    message.run({"S: 250 ok", "S: 250 ok", "S: 550 no", "S: 354 go", "C: Hi", "C: .", "S: "s + code + " no"});
    EXPECT_EQ(spam.verdicts(), (verdicts{"message "s + code, "recipient 550"}));
    EXPECT_EQ(message.session.capacity(), 1U) << "no RSET after a finished transaction";
  }
}

TEST(smtp_transaction, a_421_at_each_stage_is_a_clear_no_and_ends_the_session) {
  const std::array stages{"sender 421", "recipient 421", "recipient 421", "data 421", "message 421"};
  const std::array replies{"250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"};
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    two_recipients mail;
    group_talk talk(mail);
    for (std::size_t i = 0; i < stage; ++i) talk.feed(replies[i]);
    talk.said();
    talk.feed("421 4.3.2 going down\r\n");
    EXPECT_EQ(mail.verdicts(), (verdicts{stages[stage], stages[stage]})) << stage;
    EXPECT_TRUE(talk.session.is_finished());
  }
}

TEST(smtp_transaction, a_421_to_the_next_mail_of_a_session_costs_that_mail_nothing) {
  smtp_talk talk;
  talk.greet();
  recorded_mail first;
  talk.session.submit(first);
  talk.run(whole);
  recorded_mail second;
  talk.session.submit(second);
  talk.run({"C: MAIL FROM:<news@example.org>", "S: 421 4.4.2 idle for too long"});
  EXPECT_EQ(second.failures, failures{transport_failure::refused});
}

TEST(smtp_transaction, the_end_at_every_byte_tells_refused_from_ambiguous) {
  constexpr auto replies = "250 ok\r\n250 ok\r\n550 no\r\n354 go\r\n250 queued\r\n"sv;
  const auto dot = replies.find("250 queued");
  for (std::size_t size = 0; size < replies.size(); ++size) {
    two_recipients mail;
    group_talk talk(mail);
    talk.feed(replies.substr(0, std::min(size, dot)));
    talk.said();
    if (size > dot) talk.feed(replies.substr(dot, size - dot));
    talk.lose();
    EXPECT_EQ(mail.failures, failures{size < dot ? transport_failure::refused : transport_failure::ambiguous})
        << size;
  }
}

TEST(smtp_transaction, reads_the_same_however_the_replies_are_cut) {
  for (std::size_t piece = 1; piece < 30; ++piece) {
    two_recipients mail;
    group_talk talk(mail);
    talk.piece = piece;
    talk.run({"S: 250 ok", "S: 550-5.1.1 no such", "S: 550 5.1.1 user", "S: 250 ok", "S: 354 go", "C: Hi",
              "C: .", "S: 250 queued"});
    EXPECT_EQ(mail.verdicts(), (verdicts{"recipient 550", "message 250"})) << piece;
    EXPECT_EQ(mail.response.mail[0].text, "no such user");
  }
}

TEST(smtp_transaction, a_code_without_a_meaning_there_is_a_broken_protocol) {
  const script sent{"S: 250 ok", "S: 250 ok", "S: 250 ok", "S: 354 go", "C: Hi", "C: ."};
  const script accepted(sent.begin(), sent.begin() + 3);
  const struct {
    script before;
    std::string reply;
    transport_failure failure;
  } cases[]{{{}, "354 go", transport_failure::refused},
            {{"S: 250 ok"}, "354 go", transport_failure::refused},
            {accepted, "250 ok", transport_failure::refused},
            {sent, "354 go", transport_failure::malformed},
            {sent, "no reply", transport_failure::malformed}};
  for (const auto& each : cases) {
    two_recipients mail;
    group_talk talk(mail);
    talk.run(each.before);
    EXPECT_FALSE(talk.feed(each.reply + "\r\n"));
    EXPECT_EQ(mail.failures, failures{each.failure});
    EXPECT_TRUE(talk.session.is_finished());
  }
}

TEST(smtp_transaction, a_server_that_loses_groups_gets_commands_one_by_one_from_then_on) {
  for (const std::size_t lost : {1U, 3U}) {
    const auto lessons = std::make_shared<smtp_lessons>();
    smtp_talk talk(in_the_clear(), false, lessons);
    talk.greet({"PIPELINING"});
    recorded_mail mail({"a@x.example", "b@x.example"});
    talk.session.submit(mail);
    talk.said();
    for (std::size_t i = 0; i < lost; ++i) talk.feed("250 ok\r\n");
    talk.feed("503 5.5.1 bad sequence\r\n");
    EXPECT_EQ(mail.failures, failures{transport_failure::refused}) << "another session takes it";
    EXPECT_TRUE(talk.session.is_finished());
    smtp_talk next(in_the_clear(), false, lessons);
    next.greet({"PIPELINING"});
    recorded_mail again;
    next.session.submit(again);
    next.run(whole);
    EXPECT_EQ(again.responses, 1);
  }
}

TEST(smtp_transaction, an_extra_reply_ends_the_session_but_not_the_mail_before) {
  two_recipients mail;
  group_talk talk(mail);
  talk.run({"S: 250 ok", "S: 250 ok", "S: 250 ok", "S: 354 go", "C: Hi", "C: ."});
  EXPECT_FALSE(talk.feed("250 queued\r\n250 queued again\r\n"));
  EXPECT_EQ(mail.responses, 1);
  EXPECT_TRUE(talk.session.is_finished());
}

TEST(smtp_transaction, a_server_that_has_seen_enough_is_heard_and_left) {
  smtp_talk talk;
  talk.greet({"PIPELINING"});
  recorded_mail mail({"a@x.example"}, std::string(300'000, 'x'));
  talk.session.submit(mail);
  talk.said();
  talk.feed("250 ok\r\n250 ok\r\n354 go\r\n");
  std::string part;
  talk.session.produce(part);
  EXPECT_EQ(talk.session.waits().time, 180s);
  EXPECT_TRUE(talk.feed("552 5.3.4 too big\r\n"));
  EXPECT_EQ(mail.verdicts(), verdicts{"message 552"});
  EXPECT_TRUE(talk.session.is_finished());
}

TEST(smtp_transaction, a_long_message_leaves_in_pieces_and_is_flushed_with_its_dot) {
  smtp_talk talk;
  talk.greet({"PIPELINING"});
  recorded_mail mail({"a@x.example"}, std::string(100'000, 'x'));
  talk.session.submit(mail);
  talk.said();
  talk.feed("250 ok\r\n250 ok\r\n354 go\r\n");
  std::string part;
  talk.session.produce(part);
  EXPECT_LE(part.size(), 70U * 1024);
  EXPECT_FALSE(mail.was_flushed());
  EXPECT_TRUE(talk.said().ends_with("x\r\n.\r\n"));
  EXPECT_TRUE(mail.was_flushed());
  EXPECT_EQ(talk.session.waits().time, 600s) << "a shorter patience makes duplicates";
}

TEST(smtp_transaction, uses_what_the_server_offers) {
  smtp_talk talk;
  talk.greet({"SIZE 1000", "8BITMIME", "SMTPUTF8"});
  recorded_mail mail({"j\xc3\xb6@x.example"}, "caf\xc3\xa9\r\n");
  mail.request.envelope.needs_utf8 = true;
  talk.session.submit(mail);
  talk.run({"C: MAIL FROM:<news@example.org> SIZE=7 BODY=8BITMIME SMTPUTF8", "S: 250 ok",
            "C: RCPT TO:<j\xc3\xb6@x.example>", "S: 250 ok", "C: DATA"});
}

TEST(smtp_transaction, what_the_server_does_not_take_costs_no_turn) {
  const struct {
    std::string body;
    bool needs_utf8;
    std::string enhanced;
  } cases[]{{std::string(1001, 'x'), false, "5.3.4"}, {"x", true, "5.6.7"}, {"caf\xc3\xa9", false, "5.6.3"}};
  smtp_talk talk;
  talk.greet({"SIZE 1000"});
  for (const auto& each : cases) {
    recorded_mail mail({"a@x.example", "b@x.example"}, each.body);
    mail.request.envelope.needs_utf8 = each.needs_utf8;
    talk.session.submit(mail);
    EXPECT_EQ(talk.said(), "");
    ASSERT_EQ(mail.responses, 1);
    for (const auto& reply : mail.response.mail) {
      EXPECT_EQ(reply.enhanced, each.enhanced);
      EXPECT_EQ(reply.stage, mail_stage::sender);
    }
    EXPECT_EQ(talk.session.capacity(), 1U);
  }
}

TEST(smtp_transaction, an_address_that_would_break_out_is_refused_alone) {
  const std::array bad{"a@x.example>\r\nRCPT TO:<evil@x"s,
                       "a b@x.example"s,
                       "<a@x.example>"s,
                       "a\x7f@x"s,
                       "j\xc3\xb6@x.example"s,
                       ""s,
                       std::string(600, 'a')};
  for (const auto& address : bad) {
    smtp_talk talk;
    talk.greet();
    recorded_mail mail({address, "a@x.example"});
    talk.session.submit(mail);
    talk.run(whole);
    EXPECT_EQ(mail.verdicts(), (verdicts{"recipient 501", "message 250"})) << address;
    recorded_mail forged;
    forged.request.envelope.from = address.empty() ? "a b"s : address;
    talk.session.submit(forged);
    EXPECT_EQ(talk.said(), "");
    EXPECT_EQ(forged.verdicts(), verdicts{"sender 501"}) << address;
  }
}

TEST(smtp_transaction, an_empty_reverse_path_is_one) {
  smtp_talk talk;
  talk.greet();
  recorded_mail mail;
  mail.request.envelope.from.clear();
  talk.session.submit(mail);
  talk.run({"C: MAIL FROM:<>"});
}

TEST(smtp_transaction, cancelling_a_mail_costs_the_session_and_a_completion_does_not) {
  smtp_talk talk;
  talk.greet();
  auto mail = std::make_unique<recorded_mail>();
  talk.session.submit(*mail);
  talk.said();
  EXPECT_FALSE(talk.session.cancel(*mail));
  mail.reset();  // any later use is caught by ASan
  talk.lose();
  EXPECT_TRUE(talk.session.is_finished());
  smtp_talk other;
  other.greet({"SIZE 1"});
  recorded_mail large;
  other.session.submit(large);
  EXPECT_TRUE(other.session.cancel(large));
  other.said();
  EXPECT_FALSE(large.is_over());
  EXPECT_EQ(other.session.capacity(), 1U);
}

TEST(smtp_transaction, a_thousand_recipients_are_told_apart) {
  std::vector<std::string> to;
  for (int i = 0; i < 1000; ++i) to.push_back("user" + std::to_string(i) + "@x.example");
  smtp_talk talk;
  talk.greet({"PIPELINING"});
  recorded_mail mail(to);
  talk.session.submit(mail);
  EXPECT_TRUE(talk.said().ends_with("RCPT TO:<user999@x.example>\r\nDATA\r\n"));
  std::string replies = "250 ok\r\n";
  for (int i = 0; i < 1000; ++i) replies += i % 2 == 0 ? "250 ok\r\n" : "550 no\r\n";
  talk.feed(replies + "354 go\r\n");
  talk.said();
  talk.feed("250 queued\r\n");
  ASSERT_EQ(mail.response.mail.size(), 1000U);
  for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(mail.response.mail[i].code, i % 2 == 0 ? 250 : 550);
}

}  // namespace
}  // namespace carillon::net
