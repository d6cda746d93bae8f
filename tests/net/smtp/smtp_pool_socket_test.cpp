// The pool over SMTP: sessions opened, shared among mails and replaced, over real sockets and TLS.
#include <gtest/gtest.h>

#include "tests/net/pool_support.hpp"
#include "tests/net/scripted_peer.hpp"
#include "tests/net/smtp/smtp_support.hpp"

namespace carillon::net {
namespace {

using namespace std::literals;
using failures = std::vector<transport_failure>;
using verdicts = std::vector<std::string>;
using next = peer_reply::next;

/// A mail server that speaks line by line, and a pool to it.
class smtp_bench {
 public:
  explicit smtp_bench(bool is_secure = false)
      : peer(bench.context, bench.certificate.server(""), is_secure), is_secure_(is_secure) {
    peer.greeting = "220 mail.example\r\n";
    peer.answer = [this](int, const std::string& received) { return reply_to(received); };
  }

  origin_pool_options options() {
    auto made = bench.options();
    made.target.port = peer.port();
    made.is_secure = is_secure_;
    made.tls = bench.certificate.client();
    made.mail = in_the_clear();
    made.mail->needs_starttls = !is_secure_;
    made.mail->username = "user";
    made.mail->password = secret("pass word");
    return made;
  }
  void open() { bench.open(options()); }

  /// Sends so many mails and waits for their ends.
  std::vector<std::unique_ptr<recorded_exchange>> send(std::size_t count) {
    std::vector<std::unique_ptr<recorded_exchange>> mails;
    for (std::size_t i = 0; i < count; ++i) mails.push_back(std::make_unique<recorded_mail>());
    bench.submit(mails);
    bench.run_until_over(mails);
    return mails;
  }
  static verdicts of(const recorded_exchange& mail) {
    return static_cast<const recorded_mail&>(mail).verdicts();
  }

  pool_bench bench;
  scripted_peer peer;
  std::map<std::string, std::string> replies;  ///< instead of the usual ones, by the command's first word
  int taken = 0;                               ///< mails

 private:
  peer_reply reply_to(const std::string& received) {
    if (!received.ends_with("\r\n")) return {};
    const auto word = received.substr(0, received.find_first_of(" \r"));
    if (const auto found = replies.find(word); found != replies.end()) {
      if (found->second == "close") return {{}, next::close};
      return {found->second + "\r\n"};
    }
    if (word == "EHLO") return {"250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"};
    if (word == "STARTTLS") return {"220 go\r\n", next::start_tls};
    if (word == "AUTH")
      return {received == "AUTH PLAIN AHVzZXIAcGFzcyB3b3Jk\r\n" ? "235 ok\r\n" : "535 no\r\n"};
    if (word == "MAIL" || word == "RCPT" || word == "RSET") return {"250 ok\r\n"};
    if (word == "DATA") return {"354 go\r\n"};
    if (word == "QUIT") return {"221 bye\r\n", next::close};
    if (!received.ends_with("\r\n.\r\n")) return {};
    ++taken;
    return {"250 queued\r\n"};
  }

  bool is_secure_;
};

TEST(smtp_pool, mails_go_out_under_starttls_after_a_login_over_one_session) {
  smtp_bench smtp;
  auto options = smtp.options();
  options.single_connections = 1;
  smtp.bench.open(std::move(options));
  for (const auto& mail : smtp.send(5)) EXPECT_EQ(smtp_bench::of(*mail), verdicts{"message 250"});
  EXPECT_EQ(smtp.taken, 5);
  EXPECT_EQ(smtp.peer.connects, 1);
  EXPECT_EQ(smtp.peer.handshakes, 1);
}

TEST(smtp_pool, mails_go_out_under_tls_from_the_start) {
  smtp_bench smtp(true);
  smtp.open();
  EXPECT_EQ(smtp_bench::of(*smtp.send(1)[0]), verdicts{"message 250"});
  EXPECT_EQ(smtp.peer.handshakes, 1);
}

TEST(smtp_pool, says_the_address_it_speaks_from_where_it_has_no_name) {
  smtp_bench smtp(true);
  std::string hello;
  smtp.peer.answer = [&hello, usual = smtp.peer.answer](int connection, const std::string& received) {
    if (received.starts_with("EHLO")) hello = received;
    return usual(connection, received);
  };
  auto options = smtp.options();
  options.mail->own_name.clear();
  smtp.bench.open(std::move(options));
  EXPECT_EQ(smtp_bench::of(*smtp.send(1)[0]), verdicts{"message 250"});
  EXPECT_EQ(hello, "EHLO [127.0.0.1]\r\n");
}

TEST(smtp_pool, several_sessions_carry_several_mails) {
  smtp_bench smtp;
  auto options = smtp.options();
  options.single_connections = 3;
  smtp.bench.open(std::move(options));
  EXPECT_EQ(smtp.send(12).size(), 12U);
  EXPECT_EQ(smtp.taken, 12);
  EXPECT_LE(smtp.peer.connects, 3);
}

TEST(smtp_pool, a_refusal_of_the_session_is_the_reply_to_every_mail_that_waits) {
  const struct {
    std::string word, reply, verdict;
  } refusals[]{{"EHLO", "554 5.7.1 go away", "hello 554"},
               {"STARTTLS", "454 no TLS now", "starttls 454"},
               {"AUTH", "535 5.7.8 wrong", "auth 535"}};
  for (const auto& each : refusals) {
    smtp_bench smtp;
    smtp.replies[each.word] = each.reply;
    auto options = smtp.options();
    options.single_connections = 1;
    smtp.bench.open(std::move(options));
    for (const auto& mail : smtp.send(3)) {
      EXPECT_EQ(mail->responses, 1);
      EXPECT_EQ(smtp_bench::of(*mail), verdicts{each.verdict});
      EXPECT_EQ(mail->response.mail[0].text.find("pass word"), std::string::npos);
    }
    EXPECT_EQ(smtp.taken, 0);
  }
}

TEST(smtp_pool, a_greeting_that_refuses_is_a_reply_too) {
  smtp_bench smtp;
  smtp.peer.greeting = "421 4.3.2 too many connections\r\n";
  smtp.open();
  EXPECT_EQ(smtp_bench::of(*smtp.send(1)[0]), verdicts{"connect 421"});
}

TEST(smtp_pool, never_falls_back_to_the_clear) {
  smtp_bench smtp;
  smtp.replies["EHLO"] = "250-mail.example\r\n250 AUTH PLAIN";
  smtp.open();
  EXPECT_EQ(smtp_bench::of(*smtp.send(1)[0]), verdicts{"starttls 0"});
  smtp_bench impostor;
  auto options = impostor.options();
  options.tls = make_client_tls({}).value();
  impostor.bench.open(std::move(options));
  EXPECT_EQ(impostor.send(1)[0]->failures, failures{transport_failure::tls_verify});
  EXPECT_EQ(impostor.taken, 0);
}

TEST(smtp_pool, whoever_hangs_up_before_the_dot_took_nothing_and_after_it_perhaps) {
  for (const auto* const word : {"MAIL", "RCPT", "DATA"}) {
    smtp_bench smtp;
    smtp.replies[word] = "close";
    smtp.open();
    EXPECT_EQ(smtp.send(1)[0]->failures, failures{transport_failure::refused}) << word;
    EXPECT_EQ(smtp.peer.connects, 2) << "another session was tried";
  }
  smtp_bench smtp;
  smtp.replies["Hi"] = "close";
  smtp.open();
  EXPECT_EQ(smtp.send(1)[0]->failures, failures{transport_failure::ambiguous});
  EXPECT_EQ(smtp.peer.connects, 1);
}

TEST(smtp_pool, a_deadline_before_the_dot_is_refused_and_after_it_ambiguous) {
  for (const auto* const word : {"RCPT", "Hi"}) {
    smtp_bench smtp;
    smtp.peer.answer = [usual = smtp.peer.answer, word](int connection, const std::string& received) {
      return received.starts_with(word) ? peer_reply{} : usual(connection, received);
    };
    smtp.open();
    std::vector<std::unique_ptr<recorded_exchange>> mails;
    mails.push_back(std::make_unique<recorded_mail>());
    mails[0]->timeout = 300ms;
    smtp.bench.submit(mails);
    smtp.bench.run_until_over(mails);
    EXPECT_EQ(mails[0]->failures,
              failures{word == "Hi"sv ? transport_failure::ambiguous : transport_failure::refused});
    EXPECT_EQ(smtp.bench.pool->stats().connections, 0U);
  }
}

TEST(smtp_pool, a_silent_server_is_left_after_its_time) {
  smtp_bench smtp;
  smtp.peer.greeting.clear();
  auto options = smtp.options();
  options.mail->patience.command = 40ms;
  smtp.bench.open(std::move(options));
  EXPECT_EQ(smtp.send(1)[0]->failures, failures{transport_failure::connect});
}

TEST(smtp_pool, an_idle_session_says_goodbye_and_the_next_mail_opens_another) {
  smtp_bench smtp;
  auto options = smtp.options();
  options.mail->patience.idle = 40ms;
  smtp.bench.open(std::move(options));
  smtp.send(1);
  smtp.bench.run_until([&] { return smtp.bench.pool->stats().connections == 0; });
  EXPECT_EQ(smtp_bench::of(*smtp.send(1)[0]), verdicts{"message 250"});
  EXPECT_EQ(smtp.peer.connects, 2);
}

TEST(smtp_pool, garbage_is_a_server_that_cannot_be_reached) {
  for (const auto& words :
       {"HTTP/1.1 400 Bad Request\r\n\r\n"s, std::string(5'000, 'x'), "220-"s + std::string(3'000, 'x')}) {
    smtp_bench smtp;
    smtp.peer.greeting = words;
    smtp.open();
    EXPECT_EQ(smtp.send(1)[0]->failures, failures{transport_failure::connect});
  }
}

TEST(smtp_pool, a_denied_address_is_blocked_before_any_connection) {
  smtp_bench smtp;
  const auto guard = address_guard::make({}).value();
  auto options = smtp.options();
  options.guard = &guard;
  smtp.bench.open(std::move(options));
  EXPECT_EQ(smtp.send(1)[0]->failures, failures{transport_failure::blocked});
  EXPECT_EQ(smtp.peer.connects, 0);
}

TEST(smtp_pool, sessions_learn_from_each_other_that_a_server_loses_groups) {
  smtp_bench smtp(true);
  smtp.peer.answer = [usual = smtp.peer.answer](int connection, const std::string& received) {
    if (received.starts_with("EHLO"))
      return peer_reply{"250-mail.example\r\n250-PIPELINING\r\n250 AUTH PLAIN\r\n"};
    // It reads one command and drops what came with it.
    if (received.starts_with("MAIL") && received.find("DATA") != received.npos)
      return peer_reply{"250 ok\r\n503 5.5.1 bad sequence\r\n"};
    return usual(connection, received);
  };
  smtp.open();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(smtp_bench::of(*smtp.send(1)[0]), verdicts{"message 250"});
  EXPECT_EQ(smtp.peer.connects, 2);
  EXPECT_EQ(smtp.taken, 2);
}

TEST(smtp_pool, destruction_and_cancel_at_every_stage_report_at_once) {
  for (int turns = 0; turns < 60; ++turns) {
    smtp_bench smtp;
    auto options = smtp.options();
    options.single_connections = 1;
    smtp.bench.open(std::move(options));
    smtp.replies["Hi"] = "354 never a verdict";
    smtp.peer.answer = [usual = smtp.peer.answer](int connection, const std::string& received) {
      return received.starts_with("Hi") ? peer_reply{} : usual(connection, received);
    };
    std::vector<std::unique_ptr<recorded_exchange>> mails;
    for (int i = 0; i < 3; ++i) mails.push_back(std::make_unique<recorded_mail>());
    smtp.bench.submit(mails);
    for (int turn = 0; turn < turns && smtp.bench.context.run_one() > 0; ++turn) {
    }
    smtp.bench.pool->cancel(*mails[0]);
    EXPECT_EQ(mails[0]->failures, failures{transport_failure::cancelled});
    smtp.bench.pool.reset();
    for (auto& mail : mails) EXPECT_EQ(mail->failures, failures{transport_failure::cancelled});
    mails.clear();
    EXPECT_EQ(smtp.bench.wheel.size(), 0U);
  }
}

}  // namespace
}  // namespace carillon::net
