#include "providers/sendgrid/feedback.hpp"

#include <gtest/gtest.h>

#include <map>

#include "base/encoding.hpp"
#include "base/signing_key.hpp"

namespace carillon::providers::sendgrid {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-28T12:00:00Z");
constexpr std::string_view nid = "0190a5c0-0000-7000-8000-00000000000a";
constexpr std::string_view did = "0190a5c0-0000-7000-8000-00000000000b";

const signing_key& key() {
  static const auto made = signing_key::generate(key_kind::p256);
  return made;
}

/// As SendGrid shows it: the PEM without its lines.
std::string shown_key(const signing_key& of) {
  auto pem = of.public_pem();
  pem = pem.substr(pem.find('\n') + 1);
  pem.resize(pem.find("-----"));
  std::erase(pem, '\n');
  return pem;
}

std::string der_integer(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '\0' && (digits[1] & 0x80) == 0) digits.remove_prefix(1);
  std::string out((digits.front() & 0x80) != 0 ? 1 : 0, '\0');
  out += digits;
  return std::string("\x02") + static_cast<char>(out.size()) + out;
}

std::string der_of(std::string_view raw) {
  const auto both = der_integer(raw.substr(0, 32)) + der_integer(raw.substr(32));
  return std::string("\x30") + static_cast<char>(both.size()) + both;
}

struct posted {
  std::string body, moment, signature;
};

posted sign(const json& events, timestamp when = noon) {
  posted out{.body = dump_json(events), .moment = std::to_string(to_unix_ms(when) / 1000), .signature = {}};
  out.signature = base64_encode(der_of(key().sign(out.moment + out.body)));
  return out;
}

result<told_later> read(const posted& what,
                        const json& config = {{"webhook_verification_key", shown_key(key())}}) {
  return read_feedback({.body = what.body,
                        .header = [&](std::string_view name) -> std::string_view {
                          if (name == "x-twilio-email-event-webhook-timestamp") return what.moment;
                          if (name == "x-twilio-email-event-webhook-signature") return what.signature;
                          return {};
                        }},
                       config, noon);
}

json event(const json& changes = json::object()) {
  json out{{"email", "zoe@example.net"},   {"event", "bounce"}, {"type", "bounce"},
           {"reason", "550 no such user"}, {"nid", nid},        {"did", did}};
  out.merge_patch(changes);
  return out;
}

TEST(sendgrid_feedback, tells_what_came_back_and_whether_for_good) {
  const auto told =
      read(sign({event(), event({{"type", "blocked"}}), event({{"event", "spamreport"}}),
                 event({{"type", "blocked"}, {"status", "5.7.1"}}), event({{"event", "delivered"}}),
                 event({{"event", "dropped"}, {"reason", "Bounced Address"}}),
                 event({{"event", "dropped"}, {"reason", "Spam Reporting Address"}}),
                 event({{"event", "dropped"}, {"reason", "Invalid SMTPAPI header"}})}));
  ASSERT_TRUE(told);
  using enum feedback::kind;
  const std::vector wanted{gone, soft, complained, bounced, delivered, gone, complained, bounced};
  ASSERT_EQ(told->all.size(), wanted.size());
  for (std::size_t at = 0; at < wanted.size(); ++at) EXPECT_EQ(told->all[at].what, wanted[at]) << at;
  EXPECT_EQ(told->all[0].notification.to_string(), nid);
  EXPECT_EQ(told->all[0].delivery.to_string(), did);
  EXPECT_EQ(told->all[0].address, "zoe@example.net");
  EXPECT_EQ(told->all[0].words, "550 no such user");
}

TEST(sendgrid_feedback, passes_over_what_is_no_end_or_not_ours) {
  const auto told = read(sign({event({{"event", "processed"}}), event({{"event", "deferred"}}),
                               event({{"nid", nullptr}}), event({{"did", 7}}), json(), json(1)}));
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->all.empty());
}

TEST(sendgrid_feedback, verifies_signatures_of_every_length) {
  for (int number = 0; number < 300; ++number) EXPECT_TRUE(read(sign({{{"n", number}}}))) << number;
}

TEST(sendgrid_feedback, believes_nobody_else) {
  const auto code = [](const result<told_later>& read) { return read.error().code; };
  const auto right = sign({event()});
  EXPECT_EQ(code(read(right, json::object())), errc::unauthenticated);
  EXPECT_EQ(
      code(read(right, {{"webhook_verification_key", shown_key(signing_key::generate(key_kind::p256))}})),
      errc::unauthenticated);
  EXPECT_EQ(code(read(right, {{"webhook_verification_key", "no key"}})), errc::unauthenticated);
  auto wrong = right;
  wrong.body += ' ';
  EXPECT_EQ(code(read(wrong)), errc::unauthenticated);
  for (const auto* const signature : {"", "x", "MAA=", "MAYCAQECAQE=", "MAYCAQECAQI="}) {
    wrong = right;
    wrong.signature = signature;
    EXPECT_EQ(code(read(wrong)), errc::unauthenticated) << signature;
  }
  EXPECT_EQ(code(read(sign({event()}, noon - std::chrono::minutes(6)))), errc::unauthenticated);
  EXPECT_EQ(code(read(sign(json::object()))), errc::invalid_argument);
}

}  // namespace
}  // namespace carillon::providers::sendgrid
