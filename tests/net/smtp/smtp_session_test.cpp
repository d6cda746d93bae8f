// From the greeting to the first mail: hello, TLS, login, and how a server may refuse at each.
#include "net/smtp/smtp_session.hpp"

#include <gtest/gtest.h>

#include "tests/net/smtp/smtp_support.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;
using script = std::vector<std::string>;

smtp_options with_login() {
  auto options = in_the_clear();
  options.username = "user";
  options.password = secret("pass word");
  return options;
}

smtp_options with_starttls() {
  auto options = with_login();
  options.needs_starttls = true;
  return options;
}

const script offers_plain{"S: 220 x", "C: EHLO carillon.example", "S: 250-x", "S: 250 AUTH LOGIN PLAIN",
                          "C: AUTH PLAIN AHVzZXIAcGFzcyB3b3Jk"};

/// What the session gives as the reason why it will never be ready.
mail_reply refusal_after(smtp_talk& talk, const script& lines, std::string_view last) {
  talk.run(lines);
  EXPECT_TRUE(talk.feed(std::string(last) + "\r\n"));
  EXPECT_EQ(talk.said(), "QUIT\r\n");
  EXPECT_TRUE(talk.session.is_finished());
  EXPECT_FALSE(talk.session.is_ready());
  EXPECT_EQ(talk.session.capacity(), 0U);
  return talk.session.refusal() != nullptr ? *talk.session.refusal() : mail_reply{};
}

TEST(smtp_session, is_ready_after_hello_where_nothing_more_is_asked) {
  smtp_talk talk;
  EXPECT_EQ(talk.said(), "");
  talk.run({"S: 220-mail.example", "S: 220 ready", "C: EHLO carillon.example", "S: 250-mail.example",
            "S: 250 SIZE"});
  EXPECT_TRUE(talk.session.is_ready());
  EXPECT_EQ(talk.session.capacity(), 1U);
  EXPECT_EQ(talk.session.refusal(), nullptr);
}

TEST(smtp_session, falls_back_to_helo_only_where_no_extension_is_needed) {
  smtp_talk talk;
  talk.run({"S: 220 x", "C: EHLO carillon.example", "S: 502 what?", "C: HELO carillon.example", "S: 250 x"});
  EXPECT_TRUE(talk.session.is_ready());
  for (const auto& options : {with_login(), with_starttls()}) {
    smtp_talk strict(options);
    const auto why = refusal_after(strict, {"S: 220 x", "C: EHLO carillon.example"}, "502 what?");
    EXPECT_EQ(why.stage, mail_stage::hello);
    EXPECT_EQ(why.code, 502);
  }
}

TEST(smtp_session, begins_tls_and_forgets_what_was_offered_in_the_clear) {
  smtp_talk talk(with_starttls());
  talk.run({"S: 220 x", "C: EHLO carillon.example", "S: 250-x", "S: 250-AUTH PLAIN", "S: 250-PIPELINING",
            "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go ahead"});
  EXPECT_TRUE(talk.session.is_tls_wanted());
  talk.session.on_tls();
  EXPECT_FALSE(talk.session.is_tls_wanted());
  talk.run({"C: EHLO carillon.example", "S: 250-x", "S: 250-STARTTLS", "S: 250 AUTH LOGIN", "C: AUTH LOGIN",
            "S: 334 VXNlcm5hbWU6", "C: dXNlcg==", "S: 334 UGFzc3dvcmQ6", "C: cGFzcyB3b3Jk", "S: 235 ok"});
  EXPECT_TRUE(talk.session.is_ready());
}

TEST(smtp_session, prefers_plain_and_sends_a_password_under_tls_only) {
  smtp_talk secure(with_starttls(), true);
  secure.run(offers_plain);
  secure.run({"S: 235 ok"});
  EXPECT_TRUE(secure.session.is_ready());
  smtp_talk open(with_login());
  const auto why = refusal_after(open, {"S: 220 x", "C: EHLO carillon.example"}, "250-x\r\n250 AUTH PLAIN");
  EXPECT_EQ(why.stage, mail_stage::auth);
  EXPECT_EQ(why.code, 0);
  auto options = with_login();
  options.may_log_in_unprotected = true;
  smtp_talk allowed(options);
  allowed.run(offers_plain);
  allowed.run({"S: 235 ok"});
  EXPECT_TRUE(allowed.session.is_ready());
}

TEST(smtp_session, leaves_a_server_that_does_not_offer_what_is_required) {
  smtp_talk stripped(with_starttls());
  auto why = refusal_after(stripped, {"S: 220 x", "C: EHLO carillon.example"}, "250-x\r\n250 AUTH PLAIN");
  EXPECT_EQ(why.stage, mail_stage::starttls);
  EXPECT_EQ(why.code, 0);
  smtp_talk strange(with_starttls(), true);
  why = refusal_after(strange, {"S: 220 x", "C: EHLO carillon.example"}, "250-x\r\n250 AUTH CRAM-MD5");
  EXPECT_EQ(why.stage, mail_stage::auth);
  EXPECT_EQ(why.code, 0);
}

TEST(smtp_session, reads_nothing_that_was_slipped_in_behind_starttls) {
  for (const auto* const extra : {"250 AUTH PLAIN\r\n", "2", "250-x\r\n"}) {
    smtp_talk talk(with_starttls());
    talk.run({"S: 220 x", "C: EHLO carillon.example", "S: 250-x", "S: 250 STARTTLS", "C: STARTTLS"});
    talk.feed("220 go\r\n"s + extra);
    EXPECT_FALSE(talk.session.is_tls_wanted()) << extra;
    ASSERT_NE(talk.session.refusal(), nullptr) << extra;
    EXPECT_EQ(talk.session.refusal()->stage, mail_stage::starttls);
    talk.said();
    EXPECT_TRUE(talk.session.is_finished());
  }
}

TEST(smtp_session, a_refusal_at_each_stage_is_told_in_the_servers_words) {
  const script hello{"S: 220 x", "C: EHLO carillon.example"};
  const script tls{"S: 220 x", "C: EHLO carillon.example", "S: 250-x", "S: 250 STARTTLS", "C: STARTTLS"};
  const script name{"S: 220 x", "C: EHLO carillon.example", "S: 250-x", "S: 250 AUTH LOGIN", "C: AUTH LOGIN"};
  auto password = name;
  password.insert(password.end(), {"S: 334 name", "C: dXNlcg=="});
  auto verdict = password;
  verdict.insert(verdict.end(), {"S: 334 password", "C: cGFzcyB3b3Jk"});
  const struct {
    script before;
    bool is_secure;
    mail_stage stage;
  } stages[]{{{}, false, mail_stage::connect},   {hello, false, mail_stage::hello},
             {tls, false, mail_stage::starttls}, {offers_plain, true, mail_stage::auth},
             {name, true, mail_stage::auth},     {password, true, mail_stage::auth},
             {verdict, true, mail_stage::auth}};
  for (const auto& each : stages)
    for (const auto code : {421, 454, 530, 535, 554}) {
      smtp_talk talk(with_starttls(), each.is_secure);
      const auto why = refusal_after(talk, each.before, std::to_string(code) + " not now");
      EXPECT_EQ(why.stage, each.stage) << code;
      EXPECT_EQ(why.code, code);
      EXPECT_EQ(why.text, "not now");
    }
}

TEST(smtp_session, a_question_where_a_verdict_is_due_ends_the_login) {
  smtp_talk talk(with_starttls(), true);
  EXPECT_EQ(refusal_after(talk, offers_plain, "334 more?").code, 334);
}

TEST(smtp_session, a_server_that_quotes_the_password_is_not_quoted) {
  for (const auto* const quoted : {"pass word", "cGFzcyB3b3Jk", "AHVzZXIAcGFzcyB3b3Jk"}) {
    smtp_talk talk(with_starttls(), true);
    const auto why = refusal_after(talk, offers_plain, "535 5.7.8 bad "s + quoted);
    EXPECT_EQ(why.code, 535);
    EXPECT_EQ(why.text.find(quoted), std::string::npos);
  }
}

TEST(smtp_session, an_own_name_that_is_none_is_replaced) {
  auto options = in_the_clear();
  options.own_name = "x\r\nMAIL FROM:<a@b>";
  smtp_talk talk(options);
  talk.run({"S: 220 x", "C: EHLO [127.0.0.1]"});
}

TEST(smtp_session, an_address_stands_for_a_name_as_smtp_writes_it) {
  const auto literal = [](const char* text) { return address_literal(asio::ip::make_address(text)); };
  EXPECT_EQ(literal("192.0.2.1"), "[192.0.2.1]");
  EXPECT_EQ(literal("2001:db8::1"), "[IPv6:2001:db8::1]");
  EXPECT_EQ(literal("::ffff:192.0.2.1"), "[192.0.2.1]");
  auto options = in_the_clear();
  options.own_name = literal("2001:db8::1");
  smtp_talk talk(options);
  talk.run({"S: 220 x", "C: EHLO [IPv6:2001:db8::1]"});
}

TEST(smtp_session, says_the_same_however_the_servers_words_are_cut) {
  for (std::size_t piece = 1; piece < 40; ++piece) {
    smtp_talk talk(with_starttls());
    talk.piece = piece;
    talk.run(
        {"S: 220 x", "C: EHLO carillon.example", "S: 250-x", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go"});
    talk.session.on_tls();
    talk.run({"C: EHLO carillon.example", "S: 250-x", "S: 250 AUTH PLAIN",
              "C: AUTH PLAIN AHVzZXIAcGFzcyB3b3Jk", "S: 235 ok"});
    EXPECT_TRUE(talk.session.is_ready());
  }
}

TEST(smtp_session, words_that_are_no_smtp_end_it) {
  for (const auto* const words :
       {"HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-x\r\n", "220-a\r\n221 b\r\n", "\r\n"}) {
    smtp_talk talk;
    EXPECT_FALSE(talk.feed(words)) << words;
    EXPECT_TRUE(talk.session.is_finished());
  }
}

TEST(smtp_session, gives_whoever_drips_no_more_time_than_whoever_is_silent) {
  smtp_talk talk;
  const auto turn = talk.session.waits().turn;
  for (const char byte : "220-mail.example\r\n220-is\r\n220 rea"sv) {
    EXPECT_TRUE(talk.feed({&byte, 1}));
    EXPECT_EQ(talk.session.waits().turn, turn);
  }
  EXPECT_TRUE(talk.feed("dy\r\n"));
  EXPECT_NE(talk.session.waits().turn, turn);
}

TEST(smtp_session, waits_by_stage_and_says_goodbye_when_idle) {
  smtp_talk talk;
  EXPECT_EQ(talk.session.waits().time, 60s);
  const auto turn = talk.session.waits().turn;
  talk.greet();
  EXPECT_NE(talk.session.waits().turn, turn);
  EXPECT_EQ(talk.session.waits().time, 5s);
  EXPECT_TRUE(talk.session.on_silence());
  talk.run({"C: QUIT"});
  EXPECT_EQ(talk.session.waits().time, 2s);
  EXPECT_FALSE(talk.session.is_finished());
  talk.feed("221 bye\r\n");
  EXPECT_TRUE(talk.session.is_finished());
  smtp_talk mute;
  EXPECT_FALSE(mute.session.on_silence());
  smtp_talk leaving;
  leaving.greet();
  leaving.session.on_silence();
  EXPECT_FALSE(leaving.session.on_silence()) << "nobody waits for the answer to QUIT for ever";
}

TEST(smtp_session, a_goodbye_nobody_asked_for_ends_it) {
  smtp_talk talk;
  talk.greet();
  EXPECT_FALSE(talk.feed("421 4.4.2 idle for too long\r\n"));
  EXPECT_TRUE(talk.session.is_finished());
}

TEST(smtp_session, retires_at_once_or_after_its_mail) {
  smtp_talk idle;
  idle.greet();
  idle.session.retire();
  idle.run({"C: QUIT", "S: 221 bye"});
  EXPECT_TRUE(idle.session.is_finished());
  smtp_talk busy;
  busy.greet();
  recorded_mail mail;
  busy.session.submit(mail);
  busy.session.retire();
  busy.run({"C: MAIL FROM:<news@example.org>", "S: 250 ok", "C: RCPT TO:<a@x.example>", "S: 250 ok",
            "C: DATA", "S: 354 go", "C: Hi", "C: .", "S: 250 queued", "C: QUIT"});
  EXPECT_EQ(mail.responses, 1);
}

}  // namespace
}  // namespace carillon::net
