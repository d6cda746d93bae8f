#include "providers/smtp/request.hpp"

#include <gtest/gtest.h>

#include <set>

#include "providers/smtp/answers.hpp"
#include "providers/smtp/traits.hpp"
#include "tests/providers/email/decode_words.hpp"
#include "tests/providers/email/mail_items.hpp"

namespace carillon::providers::smtp {
namespace {

using email::has;
using email::noon;
using email::people;
using email::said;
using net::mail_stage;

json stored() {
  return {{"host", "smtp.example"},
          {"port", 587},
          {"username", "mailer"},
          {"password", "p"},
          {"from", {{"email", "news@mail.example"}, {"name", "News"}}}};
}

net::wire_request mail_of(const message& words, const people& to, const json& config = stored()) {
  net::wire_request out;
  const auto filled = open(config).value()->compose(words, noon)->fill(to.all(), "", noon, out);
  EXPECT_TRUE(filled) << (filled ? "" : filled.error().detail);
  return out;
}

/// Its header fields, unfolded; each name once.
std::vector<std::pair<std::string, std::string>> fields_of(const std::string& mail) {
  std::vector<std::pair<std::string, std::string>> out;
  std::set<std::string> names;
  std::string_view rest = std::string_view(mail).substr(0, mail.find("\r\n\r\n") + 2);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size() + 2);
    if (line.starts_with(' ')) {
      out.back().second += line;
      continue;
    }
    const auto colon = line.find(": ");
    EXPECT_NE(colon, std::string::npos) << line;
    EXPECT_TRUE(names.insert(std::string(line.substr(0, colon))).second) << line;
    out.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return out;
}

std::string field(const std::string& mail, std::string_view name) {
  for (auto& [each, value] : fields_of(mail)) {
    if (each == name) return value;
  }
  return {};
}

/// What holds of every mail of ours: its lines, its bytes, its fields.
void expect_sound(const std::string& mail) {
  std::size_t column = 0;
  bool is_header = true;
  for (std::size_t at = 0; at < mail.size(); ++at) {
    const char c = mail[at];
    if (c == '\r') {
      ASSERT_TRUE(at + 1 < mail.size() && mail[at + 1] == '\n');
      is_header = is_header && column > 0;
      column = 0;
      ++at;
      continue;
    }
    ASSERT_TRUE((c >= ' ' && c <= '~') || c == '\t') << static_cast<int>(c);
    ASSERT_LE(++column, 998U);
  }
  EXPECT_TRUE(mail.ends_with("--\r\n"));
  const std::vector<std::string> allowed{"Date",
                                         "From",
                                         "Reply-To",
                                         "To",
                                         "Subject",
                                         "Message-ID",
                                         "References",
                                         "In-Reply-To",
                                         "List-Id",
                                         "Auto-Submitted",
                                         "List-Unsubscribe",
                                         "List-Unsubscribe-Post",
                                         "X-Carillon-Notification",
                                         "X-Carillon-Delivery",
                                         "MIME-Version",
                                         "Content-Type"};
  for (const auto& [name, value] : fields_of(mail))
    EXPECT_NE(std::ranges::find(allowed, name), allowed.end()) << name;
}

TEST(smtp_request, is_one_mail_for_one_recipient) {
  const people to({"ada@x.example"});
  const auto out = mail_of(said("Order 12", "On its way."), to);
  EXPECT_EQ(out.envelope.from, "news@mail.example");
  EXPECT_EQ(out.envelope.to, std::vector<std::string>{"ada@x.example"});
  EXPECT_FALSE(out.envelope.needs_utf8);
  expect_sound(out.body);
  EXPECT_EQ(field(out.body, "From"), "News <news@mail.example>");
  EXPECT_EQ(field(out.body, "To"), "ada@x.example");
  EXPECT_EQ(field(out.body, "Subject"), "Order 12");
  EXPECT_EQ(field(out.body, "Date"), "Mon, 23 Nov 2026 12:00:00 +0000");
  EXPECT_EQ(field(out.body, "Message-ID"), "<" + to.all()[0].delivery.to_string() + "@mail.example>");
  EXPECT_EQ(field(out.body, "List-Unsubscribe"), "<https://n.example/u/0>");
  EXPECT_EQ(field(out.body, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  net::wire_request two;
  const people both({"ada@x.example", "bob@x.example"});
  EXPECT_EQ(
      open(stored()).value()->compose(said("T", "C"), noon)->fill(both.all(), "", noon, two).error().code,
      errc::too_large);
}

TEST(smtp_request, has_the_same_bytes_at_every_attempt) {
  auto words = said("Caf\xc3\xa9", "On its way.");
  words.topic = "t";
  const people to({"ada@x.example"});
  net::wire_request first, second;
  const auto opened = open(stored());
  ASSERT_TRUE((*opened)->compose(words, noon)->fill(to.all(), "", noon, first));
  ASSERT_TRUE((*opened)
                  ->compose(words, noon + std::chrono::hours(3))
                  ->fill(to.all(), "", noon + std::chrono::hours(3), second));
  EXPECT_EQ(first.body, second.body);
}

TEST(smtp_request, asks_for_smtputf8_where_only_that_carries_the_address) {
  EXPECT_TRUE(mail_of(said("T", "C"), people({"zo\xc3\xab@x.example"})).envelope.needs_utf8);
}

TEST(smtp_request, lets_no_field_add_another) {
  using namespace std::string_literals;
  for (const auto& bad : {"\r\n"s, "\n"s, "\r"s, "\0"s, "\v"s, "\xc2\x85"s, "\xe2\x80\xa8"s, "\r\n\r\n"s,
                          ">, <x@y.example"s, "\" <x@y.example>, \""s}) {
    const auto evil = "a" + bad + "Bcc: eve@evil.example" + bad;
    auto words = said(evil, evil);
    words.category = evil;
    words.topic = evil;
    words.action_url = "https://x.example/" + evil;
    person who;
    who.first_name = evil;
    people to({"ada@x.example"});
    to.items()[0].who = &who;
    to.items()[0].unsubscribe_url = evil;
    auto config = stored();
    config["from"]["name"] = evil;
    config["reply_to"] = {{"email", "desk@mail.example"}, {"name", evil}};
    const auto out = mail_of(words, to, config);
    expect_sound(out.body);
    EXPECT_EQ(field(out.body, "List-Unsubscribe"), "");
    EXPECT_EQ(field(out.body, "Bcc"), "");
    to.items()[0].to.text = evil;
    net::wire_request none;
    EXPECT_FALSE(open(config).value()->compose(words, noon)->fill(to.all(), "", noon, none));
  }
}

TEST(smtp_request, passes_no_end_of_data_through) {
  for (const std::string body : {".", "a\r\n.\r\nb", "a\n.\nb", "a\n.\r\nb", "a\r.\rb", "a\r\r\n.\r\nb"}) {
    const auto out = mail_of(said("T", body), people({"ada@x.example"}));
    expect_sound(out.body);
    // In 7bit a line may be a dot: the session stuffs it.
    EXPECT_TRUE(has(out.body, "7bit") || !has(out.body, "\r\n.\r\n"));
  }
}

TEST(smtp_request, encodes_every_word_of_a_subject_by_itself) {
  const std::string title =
      "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 caf\xc3\xa9 =?utf-8?q?x?= "
      "and so on, for longer than any one word may be";
  const auto out = mail_of(said(title, "C"), people({"ada@x.example"}));
  expect_sound(out.body);
  EXPECT_EQ(email::decode_words(field(out.body, "Subject")), title);
}

TEST(smtp_account, requires_tls_unless_told_otherwise) {
  auto config = stored();
  const auto url = [&] { return open(config).value()->destinations().front().url; };
  const auto needs_starttls = [&] { return open(config).value()->session()->needs_starttls; };
  EXPECT_EQ(url(), "smtp://smtp.example:587");
  EXPECT_TRUE(needs_starttls());
  EXPECT_EQ(open(config).value()->session()->username, "mailer");
  EXPECT_EQ(open(config).value()->session()->most_mails, 1'000U);
  config["port"] = 465;
  EXPECT_EQ(url(), "smtps://smtp.example:465");
  config["security"] = "none";
  EXPECT_EQ(url(), "smtp://smtp.example:465");
  EXPECT_FALSE(needs_starttls());
  EXPECT_FALSE(open(config).value()->session()->may_log_in_unprotected);
  config["host"] = "127.0.0.1";
  EXPECT_TRUE(open(config).value()->session()->may_log_in_unprotected);
  config["security"] = "starttls";
  EXPECT_FALSE(open(config).value()->session()->may_log_in_unprotected);
  config["security"] = "ssl";
  config["host"] = "::1";
  EXPECT_EQ(url(), "smtps://[::1]:465");
}

TEST(smtp_config, takes_a_login_in_the_clear_on_this_machine_alone) {
  const auto rule = config_rule();
  auto config = stored();
  config["security"] = "none";
  const auto refused = schema::validate(rule, config);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_TRUE(refused[0].starts_with("Param 'security' should not be none")) << refused[0];
  for (const auto* const host : {"localhost", "127.0.0.1", "::1"}) {
    config["host"] = host;
    EXPECT_TRUE(schema::validate(rule, config).empty()) << host;
  }
}

TEST(smtp_account, names_the_field_that_is_wrong) {
  for (const auto* const name : {"host", "port", "username", "password", "from"}) {
    auto without = stored();
    without.erase(name);
    EXPECT_TRUE(has(open(without).error().detail, name));
  }
  for (const auto* const host : {"a b", "a/b", "a\r\nb", "user@host", ""}) {
    auto bad = stored();
    bad["host"] = host;
    EXPECT_FALSE(open(bad)) << host;
  }
}

struct expected {
  mail_stage at;
  int code;
  std::string enhanced, text;
  answer_class meaning;
  std::string_view reason;
};

TEST(smtp_answers, mean_what_the_table_says) {
  using enum answer_class;
  using enum mail_stage;
  const std::vector<expected> all{
      {connect, 421, "", "", retry, "service closing"},
      {recipient, 421, "4.7.0", "", retry, "service closing"},
      {message, 421, "", "", retry, "service closing"},
      {connect, 554, "", "", config, "connection refused"},
      {connect, 550, "", "", config, "connection refused"},
      {connect, 521, "", "", config, "connection refused"},
      {connect, 450, "", "", retry, "connection refused for now"},
      {hello, 550, "", "", config, "greeting refused"},
      {hello, 502, "", "", config, "greeting refused"},
      {starttls, 454, "", "", retry, "STARTTLS not available for now"},
      {starttls, 0, "", "", config, "STARTTLS not offered"},
      {starttls, 502, "", "", config, "STARTTLS not offered"},
      {auth, 432, "", "", retry, "authentication not available for now"},
      {auth, 454, "4.7.0", "", retry, "authentication not available for now"},
      {auth, 530, "", "", config, "authentication refused"},
      {auth, 534, "5.7.9", "", config, "authentication refused"},
      {auth, 535, "5.7.8", "", config, "authentication refused"},
      {auth, 538, "", "", config, "authentication refused"},
      {auth, 504, "", "", config, "authentication refused"},
      {sender, 450, "", "", retry, "sender refused for now"},
      {sender, 451, "", "", retry, "sender refused for now"},
      {sender, 452, "", "", retry, "sender refused for now"},
      {sender, 455, "", "", retry, "sender refused for now"},
      {sender, 454, "", "Throttling failure: Maximum sending rate exceeded", retry, "sender refused for now"},
      {sender, 454, "", "Throttling failure: Daily message quota exceeded", retry_after, "daily quota"},
      {sender, 530, "", "", config, "sender refused"},
      {sender, 550, "5.1.7", "", config, "sender refused"},
      {sender, 553, "5.1.8", "", config, "sender refused"},
      {sender, 554, "5.7.1", "", config, "sender refused"},
      {sender, 552, "5.3.4", "", payload, "too large for this server"},
      {sender, 555, "", "", payload, "sender not understood"},
      {sender, 501, "", "", payload, "sender not understood"},
      {recipient, 450, "4.7.1", "", retry, "greylisted"},
      {recipient, 451, "", "Greylisting in action", retry, "greylisted"},
      {recipient, 450, "4.2.1", "", retry, "recipient refused for now"},
      {recipient, 450, "4.2.2", "", retry, "mailbox full"},
      {recipient, 452, "4.3.1", "", retry, "recipient refused for now"},
      {recipient, 550, "5.1.1", "", dead, "no such mailbox"},
      {recipient, 550, "5.1.2", "", dead, "no such mailbox"},
      {recipient, 553, "5.1.3", "", dead, "no such mailbox"},
      {recipient, 551, "5.1.6", "", dead, "no such mailbox"},
      {recipient, 556, "5.1.10", "", dead, "no such mailbox"},
      {recipient, 550, "5.2.1", "", dead, "no such mailbox"},
      {recipient, 550, "5.4.4", "", dead, "no such mailbox"},
      {recipient, 552, "5.2.2", "", retry, "mailbox full"},
      {recipient, 550, "5.2.2", "", retry, "mailbox full"},
      {recipient, 550, "5.7.1", "", config, "recipient refused by policy"},
      {recipient, 554, "5.7.26", "", config, "recipient refused by policy"},
      {recipient, 550, "", "relay access denied", config, "recipient refused by policy"},
      {recipient, 550, "", "User unknown", dead, "no such mailbox"},
      {recipient, 550, "", "", retry, "recipient refused"},
      {recipient, 501, "", "", dead, "recipient not understood"},
      {recipient, 555, "", "", dead, "recipient not understood"},
      {recipient, 503, "", "", payload, "out of sequence"},
      {recipient, 553, "", "", payload, "recipient not taken"},
      {data, 451, "", "", retry, "message refused for now"},
      {data, 452, "", "", retry, "message refused for now"},
      {data, 554, "", "", payload, "message refused"},
      {data, 503, "", "", payload, "out of sequence"},
      {message, 451, "", "", retry, "message refused for now"},
      {message, 552, "5.3.4", "", payload, "too large for this server"},
      {message, 552, "5.2.3", "", payload, "too large for this server"},
      {message, 554, "5.6.0", "", payload, "message refused for its content"},
      {message, 554, "5.7.1", "", payload, "message refused for its content"},
      {message, 550, "", "looks like SPAM", payload, "message refused for its content"},
      {message, 550, "5.7.26", "", config, "message refused by policy"},
      {message, 554, "", "", payload, "message refused"},
      {message, 500, "", "", payload, "out of sequence"},
  };
  std::set<std::uint16_t> seen;
  for (const auto& each : all) {
    const auto made = read_reply(
        {.stage = each.at, .code = each.code, .enhanced = each.enhanced, .text = each.text}, false);
    ASSERT_TRUE(made.reason >= 1 && made.reason <= answers().size()) << each.code << ' ' << each.enhanced;
    EXPECT_EQ(answers()[made.reason - 1U].reason, each.reason)
        << each.code << ' ' << each.enhanced << each.text;
    EXPECT_EQ(made.meaning, each.meaning) << each.code << ' ' << each.enhanced << each.text;
    seen.insert(made.reason);
  }
  const auto many = read_reply({.stage = recipient, .code = 452, .enhanced = "4.5.3", .text = ""}, false);
  EXPECT_EQ(many.meaning, split);
  seen.insert(many.reason);
  EXPECT_EQ(seen.size(), answers().size());
  EXPECT_EQ(read_reply({.stage = recipient, .code = 452, .enhanced = "4.5.3", .text = ""}, true).meaning,
            retry);
}

TEST(smtp_answers, wait_for_a_greylist_and_give_up_on_a_bare_refusal_soon) {
  const auto grey =
      read_reply({.stage = mail_stage::recipient, .code = 450, .enhanced = "4.7.1", .text = ""}, true);
  EXPECT_GE(grey.wait, std::chrono::minutes(5));
  EXPECT_EQ(grey.scope, throttle_scope::address);
  EXPECT_EQ(read_reply({.stage = mail_stage::recipient, .code = 550, .enhanced = "", .text = ""}, true)
                .max_attempts,
            2U);
}

TEST(smtp_answers, are_pending_when_the_relay_has_the_mail_and_in_doubt_without_a_reply) {
  using enum answer_class;
  const auto opened = open(stored());
  const auto composed = (*opened)->compose(said("T", "C"), noon);
  net::wire_response response;
  response.mail.push_back(
      {.stage = mail_stage::message, .code = 250, .enhanced = "2.0.0", .text = "queued as 4F1"});
  const auto taken = email::read(*composed, response);
  EXPECT_EQ(taken[0].meaning, pending);
  EXPECT_EQ(taken[0].remote_id, "queued as 4F1");
  EXPECT_EQ(email::read(*composed, {})[0].meaning, ambiguous);
}

}  // namespace
}  // namespace carillon::providers::smtp
