#include "providers/sendgrid/answers.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/json.hpp"
#include "tests/providers/email/mail_items.hpp"

namespace carillon::providers::sendgrid {
namespace {

using email::answered;
using email::noon;

std::string errors(std::string_view message, std::string_view field = "") {
  json one{{"message", message}, {"help", nullptr}};
  one["field"] = field.empty() ? json() : json(field);
  return dump_json({{"errors", json::array({one})}});
}

std::vector<answer> told(const net::wire_response& response, std::size_t count = 1) {
  std::vector<answer> out(count);
  read_response(response, noon, out);
  return out;
}

struct expected {
  int status;
  std::string body;
  answer_class meaning;
  std::string_view reason;
};

TEST(sendgrid_answers, mean_what_the_table_says) {
  using enum answer_class;
  const std::vector<expected> all{
      {400, errors("Does not contain a valid address.", "personalizations.0.to.0.email"), dead,
       "bad request (recipient)"},
      {400, errors("The subject is required.", "subject"), payload, "bad request"},
      {400, errors("The from address does not match a verified Sender Identity", "from"), config,
       "bad request (sender identity)"},
      {401, errors("The provided authorization grant is invalid, expired, or revoked"), config,
       "unauthorized"},
      {403, errors("The from address does not match a verified Sender Identity"), config, "forbidden"},
      {403, errors("You have been temporarily blocked: too many bad requests"), retry_after,
       "forbidden (blocked for a time)"},
      {404, "", config, "not found"},
      {405, "", config, "method not allowed"},
      {406, "", config, "not acceptable"},
      {413, "<html>413</html>", payload, "payload too large"},
      {415, "", config, "unsupported media type"},
      {429, errors("too many requests"), retry_after, "too many requests"},
      {451, "", config, "data residency"},
      {500, "", retry, "internal"},
      {502, "<html>", retry, "bad gateway"},
      {503, "{", retry, "unavailable"},
      {504, "", retry, "gateway timeout"},
  };
  std::set<std::uint16_t> seen{static_cast<std::uint16_t>(row::one_of_many) + 1};
  for (const auto& each : all) {
    const auto made = told(answered(each.status, each.body)).front();
    EXPECT_EQ(made.meaning, each.meaning) << each.status << each.body;
    ASSERT_GE(made.reason, 1) << each.status;
    EXPECT_EQ(answers()[made.reason - 1U].reason, each.reason);
    seen.insert(made.reason);
  }
  EXPECT_EQ(seen.size(), answers().size());
}

TEST(sendgrid_answers, accept_with_an_id_and_a_receipt_to_come) {
  using enum answer_class;
  const auto made = told(answered(202, "", {"abc.def", ""}), 3);
  for (const auto& each : made) {
    EXPECT_EQ(each.meaning, pending);
    EXPECT_EQ(each.remote_id, "abc.def");
    EXPECT_EQ(each.reason, 0);
  }
}

TEST(sendgrid_answers, end_the_recipient_that_is_named_and_let_the_others_go_again) {
  using enum answer_class;
  const auto made =
      told(answered(400, errors("Does not contain a valid address.", "personalizations.1.to.0.email")), 3);
  EXPECT_EQ(made[0].meaning, split);
  EXPECT_EQ(made[1].meaning, dead);
  EXPECT_EQ(made[2].meaning, split);
  const auto of_variables = told(answered(400, errors("too large", "personalizations.2.substitutions")), 3);
  EXPECT_EQ(of_variables[2].meaning, payload);
  EXPECT_EQ(of_variables[0].meaning, split);
}

TEST(sendgrid_answers, blame_nobody_when_a_number_is_out_of_range) {
  using enum answer_class;
  for (const auto* const field : {"personalizations.7.to", "personalizations.x.to", "personalizations."}) {
    for (const auto& each : told(answered(400, errors("address", field)), 2))
      EXPECT_EQ(each.meaning, payload) << field;
  }
}

TEST(sendgrid_answers, wait_until_the_limit_is_lifted) {
  const auto reset = std::to_string(to_unix_ms(noon) / 1000 + 42);
  EXPECT_EQ(told(answered(429, "", {"", reset})).front().wait, std::chrono::seconds(42));
  EXPECT_EQ(told(answered(429, "", {"", "99999999999"})).front().wait, std::chrono::hours(1));
  for (const auto* const odd : {"", "x", "-5", "1", "99999999999999999999"})
    EXPECT_EQ(told(answered(429, "", {"", odd})).front().wait, std::chrono::seconds(1)) << odd;
}

TEST(sendgrid_answers, halve_what_is_too_large_for_one_request) {
  using enum answer_class;
  for (const auto& each : told(answered(413, ""), 2)) EXPECT_EQ(each.meaning, split);
}

TEST(sendgrid_answers, make_sense_of_garbage) {
  for (const auto* const body : {"", "<html>", "[]", "{\"errors\":5}", "{\"errors\":[1,null,{}]}", "\xff"}) {
    for (const int status : {200, 204, 301, 400, 418, 421, 599})
      EXPECT_EQ(told(answered(status, body), 4).size(), 4U);
  }
}

}  // namespace
}  // namespace carillon::providers::sendgrid
