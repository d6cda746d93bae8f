#include "sandbox/smtp/smtp_talk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

const std::string mail =
    "Date: Sat, 28 Nov 2026 02:40:00 +0000\r\nFrom: news@mail.example\r\nTo: ada@x.example\r\nSubject: "
    "Hello\r\n"
    "Message-ID: <1@mail.example>\r\nX-Carillon-Notification: n-1\r\nX-Carillon-Delivery: "
    "d-1\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain\r\n\r\nHello\r\n..stuffed\r\n";

/// A session over which TLS is up, and that is logged in.
class session {
 public:
  explicit session(bool is_ready = true) : talk(caller.shared, *caller.accounts, known, is_ready) {
    if (!is_ready) return;
    say("EHLO me");
    EXPECT_EQ(say("AUTH PLAIN " + base64_encode(std::string("\0mailer\0pass", 12))), "235 2.7.0 welcome\r\n");
  }
  std::string raw(std::string_view bytes) {
    std::string out;
    last = talk.feed(bytes, noon, out);
    return out;
  }
  std::string say(const std::string& line) { return raw(line + "\r\n"); }
  std::string send(const std::string& to, const std::string& message = mail) {
    say("MAIL FROM:<news@mail.example> SIZE=100");
    const auto taken = say("RCPT TO:<" + to + ">");
    if (!taken.starts_with("250")) return taken;
    say("DATA");
    return raw(message + ".\r\n");
  }

  mail_caller caller;
  greylist known;
  smtp_talk talk;
  smtp_talk::next last = smtp_talk::next::read;
};

TEST(smtp_talk, takes_a_mail_and_names_its_delivery) {
  session with;
  EXPECT_TRUE(with.send("ada@x.example").starts_with("250 2.0.0 queued"));
  EXPECT_TRUE(with.send("bob@x.example").starts_with("250 2.0.0 queued"));
}

TEST(smtp_talk, answers_groups_however_their_bytes_come) {
  const std::string group =
      "MAIL FROM:<news@mail.example>\r\nRCPT TO:<ada@x.example>\r\nRCPT TO:<bob@x.example>\r\nDATA\r\n" +
      mail + ".\r\nQUIT\r\n";
  std::string whole;
  for (std::size_t step : {std::size_t{1}, std::size_t{7}, group.size()}) {
    session with;
    std::string replies;
    for (std::size_t at = 0; at < group.size(); at += step)
      replies += with.raw(std::string_view(group).substr(at, step));
    EXPECT_EQ(std::ranges::count(replies, '\n'), 6) << replies;
    EXPECT_EQ(with.last, smtp_talk::next::close);
  }
}

TEST(smtp_talk, wants_tls_before_a_password_and_forgets_what_came_before) {
  session with(false);
  EXPECT_NE(with.say("EHLO me").find("STARTTLS"), std::string::npos);
  EXPECT_TRUE(with.say("AUTH PLAIN AA==").starts_with("538"));
  EXPECT_TRUE(
      with.raw("STARTTLS\r\nRSET\r\n").starts_with("501"));  // what follows in clear would pass for secure
  EXPECT_TRUE(with.say("STARTTLS").starts_with("220"));
  EXPECT_EQ(with.last, smtp_talk::next::start_tls);
  with.talk.secure();
  EXPECT_TRUE(with.say("MAIL FROM:<a@x.example>").starts_with("503"));
  const auto offered = with.say("EHLO me");
  EXPECT_EQ(offered.find("STARTTLS"), std::string::npos);
  EXPECT_NE(offered.find("AUTH PLAIN LOGIN"), std::string::npos);
  EXPECT_TRUE(with.say("MAIL FROM:<a@x.example>").starts_with("530"));
  EXPECT_TRUE(with.say("AUTH LOGIN").starts_with("334"));
  EXPECT_TRUE(with.say(base64_encode("mailer")).starts_with("334"));
  EXPECT_TRUE(with.say(base64_encode("wrong")).starts_with("535"));
}

TEST(smtp_talk, refuses_mail_that_is_not_sound) {
  const auto with_line = [](const std::string& line) {
    return mail.substr(0, mail.find("\r\n\r\n") + 2) + line + "\r\n" + mail.substr(mail.find("\r\n\r\n"));
  };
  for (const auto& bad :
       {with_line("Bcc: eve@x.example"), with_line("Subject: again"), mail + "a\nb\r\n",
        mail + std::string(999, 'x') + "\r\n", mail + "\xc3\xa9\r\n", mail.substr(mail.find("\r\n") + 2)}) {
    session with;
    EXPECT_TRUE(with.send("ada@x.example", bad).starts_with("554 5.6.0")) << bad;
  }
}

TEST(smtp_talk, ends_as_the_address_asks) {
  session with;
  EXPECT_TRUE(with.send("sbx-NO_SUCH_USER-1@x.example").starts_with("550 5.1.1"));
  with.say("RSET");
  EXPECT_TRUE(with.send("sbx-SPAM-1@x.example").starts_with("554 5.7.1"));
  EXPECT_TRUE(with.send("sbx-CLOSING-1@x.example").starts_with("421"));
  EXPECT_EQ(with.last, smtp_talk::next::close);
  session lost;
  lost.send("sbx-LOST-1@x.example");
  EXPECT_NE(lost.last, smtp_talk::next::read);
}

TEST(smtp_talk, puts_a_sender_off_until_he_comes_back_later) {
  session with;
  with.caller.shared.current().greylist = std::chrono::minutes(1);
  EXPECT_TRUE(with.send("ada@x.example").starts_with("450 4.7.1"));
  with.say("RSET");
  EXPECT_TRUE(with.send("ada@x.example").starts_with("450 4.7.1"));
  with.say("RSET");
  std::string out;
  for (const auto* line : {"MAIL FROM:<news@mail.example>\r\n", "RCPT TO:<ada@x.example>\r\n"})
    with.talk.feed(line, noon + std::chrono::minutes(1), out);
  EXPECT_EQ(out, "250 2.1.0 ok\r\n250 2.1.5 ok\r\n");
  EXPECT_EQ(with.caller.shared.counted().to_json().at("smtp"), (json{{"450 GREYLISTED", 2}}));
}

TEST(smtp_talk, keeps_to_the_order_of_commands) {
  session with;
  EXPECT_TRUE(with.say("RCPT TO:<a@x.example>").starts_with("503"));
  EXPECT_TRUE(with.say("DATA").starts_with("503"));
  EXPECT_TRUE(with.say("MAIL FROM:a@x.example").starts_with("501"));
  EXPECT_TRUE(with.say("MAIL FROM:<a@x.example>").starts_with("250"));
  EXPECT_TRUE(with.say("MAIL FROM:<a@x.example>").starts_with("503"));
  EXPECT_TRUE(with.say("DATA").starts_with("554"));
  EXPECT_TRUE(with.say("RCPT TO:<a b@x.example>").starts_with("501"));
  EXPECT_TRUE(with.say("BDAT 5").starts_with("502"));
  EXPECT_TRUE(with.raw(std::string(20'000, 'x')).starts_with("500"));
  EXPECT_EQ(with.last, smtp_talk::next::close);
}

}  // namespace
}  // namespace carillon::sandbox::testing
