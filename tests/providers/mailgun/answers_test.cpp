#include "providers/mailgun/answers.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/json.hpp"
#include "tests/providers/email/mail_items.hpp"

namespace carillon::providers::mailgun {
namespace {

using email::answered;
using email::noon;

std::string saying(std::string_view words) {
  return dump_json({{"message", words}});
}

std::vector<answer> told(const net::wire_response& response, std::size_t count = 1) {
  std::vector<answer> out(count);
  read_response(response, noon, out);
  return out;
}

struct expected {
  int status;
  std::string body;
  std::size_t count;
  answer_class meaning;
  std::string_view reason;
};

TEST(mailgun_answers, mean_what_the_table_says) {
  using enum answer_class;
  const std::vector<expected> all{
      {400, saying("'to' parameter is not a valid address. please check documentation"), 1, dead,
       "bad request (recipient)"},
      {400, saying("'to' parameter is not a valid address. please check documentation"), 3, split,
       "bad request (one of the recipients)"},
      {400, saying("o:, h:, v:, and t: prefixed parameters may not exceed 16KB"), 1, payload, "bad request"},
      {400, saying("Domain mg.example is not allowed to send: Please activate your Mailgun account"), 1,
       config, "bad request (domain not allowed to send)"},
      {401, "Forbidden", 1, config, "unauthorized"},
      {402, saying("Request Failed"), 1, config, "request failed"},
      {403, "", 1, config, "forbidden"},
      {404, saying("Domain not found: mg.example"), 1, retry, "not found (yet)"},
      {404, "404 page not found", 1, config, "not found"},
      {413, "", 1, payload, "payload too large"},
      {420, saying("Domain mg.example is not allowed to send: recipient limit exceeded"), 1, retry_after,
       "sending limit"},
      {429, saying("slow down"), 1, retry_after, "too many requests"},
      {500, "", 1, retry, "internal"},
      {502, "<html>", 1, retry, "bad gateway"},
      {503, "", 1, retry, "unavailable"},
      {504, "", 1, retry, "gateway timeout"},
  };
  std::set<std::uint16_t> seen;
  for (const auto& each : all) {
    for (const auto& made : told(answered(each.status, each.body), each.count)) {
      EXPECT_EQ(made.meaning, each.meaning) << each.status << each.body;
      ASSERT_GE(made.reason, 1) << each.status;
      EXPECT_EQ(answers()[made.reason - 1U].reason, each.reason);
      seen.insert(made.reason);
    }
  }
  EXPECT_EQ(seen.size(), answers().size());
}

TEST(mailgun_answers, accept_with_an_id_and_a_receipt_to_come) {
  using enum answer_class;
  const auto made = told(answered(200, R"({"id":"<2026.1@mg.example>","message":"Queued. Thank you."})"), 2);
  EXPECT_EQ(made[1].meaning, pending);
  EXPECT_EQ(made[1].remote_id, "2026.1@mg.example");
}

TEST(mailgun_answers, wait_as_long_as_they_are_told) {
  EXPECT_EQ(told(answered(429, saying("limit exceeded, try again after 17 seconds"))).front().wait,
            std::chrono::seconds(17));
  const auto reset = std::to_string(to_unix_ms(noon) + 2500);
  EXPECT_EQ(told(answered(429, "", {reset})).front().wait, std::chrono::milliseconds(2500));
  EXPECT_EQ(told(answered(429, saying("try again after 99999999 seconds"))).front().wait,
            std::chrono::hours(1));
  EXPECT_EQ(told(answered(404, saying("x"))).front().max_attempts, 3U);
}

TEST(mailgun_answers, make_sense_of_garbage) {
  for (const auto* const body : {"", "<html>", "[]", "{\"message\":5}", "\"Forbidden\"", "\xff"}) {
    for (const int status : {200, 204, 302, 400, 418, 599})
      EXPECT_EQ(told(answered(status, body), 3).size(), 3U);
  }
}

}  // namespace
}  // namespace carillon::providers::mailgun
