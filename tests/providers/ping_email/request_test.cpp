#include "providers/ping_email/request.hpp"

#include <gtest/gtest.h>

#include <set>

#include "providers/ping_email/answers.hpp"
#include "tests/providers/email/mail_items.hpp"

namespace carillon::providers::ping_email {
namespace {

using email::answered;
using email::noon;
using email::people;
using email::said;

const json stored{{"url", "https://hook.example:8443/ping?key=1"}};

TEST(ping_email_request, tells_of_each_notification_and_whom_it_is_for) {
  auto words = said("T \"quoted\"", "C");
  words.action_url = "https://x.example/";
  words.category = "orders";
  words.custom_attributes = {{"size", "XL"}};
  words.overrides = {{"channels", {{"email", {{"title", "E"}}}}}};
  const json attributes{{"plan", "pro"}};
  const std::vector<std::string> phones{"+15550100"};
  person who;
  who.id = *user_id::parse("0190a5c0-0000-7000-8000-00000000000a");
  who.external_id = "u-1";
  who.first_name = "Ada";
  who.phone_numbers = phones;
  who.custom_attributes = &attributes;
  people to({"ada@x.example", "bob@x.example"});
  to.items()[0].who = &who;
  net::wire_request out;
  const auto opened = open(stored);
  ASSERT_TRUE((*opened)->compose(words, noon)->fill(to.all(), "", noon, out));
  EXPECT_EQ(out.path, "/ping?key=1");
  EXPECT_EQ((*opened)->destinations().front().url, "https://hook.example:8443");
  EXPECT_TRUE((*opened)->destinations().front().is_foreign);
  const auto body = *parse_json(out.body);
  EXPECT_EQ(body["total"], 2);
  ASSERT_EQ(body["notifications"].size(), 2U);
  EXPECT_EQ(body["notifications"][0], (json{{"id", to.all()[0].notification.to_string()},
                                            {"title", "T \"quoted\""},
                                            {"content", "C"},
                                            {"action_url", "https://x.example/"},
                                            {"category", "orders"},
                                            {"topic", nullptr},
                                            {"custom_attributes", {{"size", "XL"}}},
                                            {"overrides", {{"channels", {{"email", {{"title", "E"}}}}}}},
                                            {"recipient",
                                             {{"id", "0190a5c0-0000-7000-8000-00000000000a"},
                                              {"external_id", "u-1"},
                                              {"email", "ada@x.example"},
                                              {"first_name", "Ada"},
                                              {"last_name", nullptr},
                                              {"custom_attributes", {{"plan", "pro"}}},
                                              {"phone_numbers", {"+15550100"}}}}}));
  EXPECT_EQ(body["notifications"][1]["recipient"]["email"], "bob@x.example");
}

TEST(ping_email_request, bounds_what_a_batch_repeats) {
  net::wire_request out;
  const people to({"ada@x.example", "bob@x.example"});
  const auto composed = open(stored).value()->compose(said("T", std::string(700'000, 'x')), noon);
  EXPECT_EQ(composed->fill(to.all(), "", noon, out).error().code, errc::too_large);
  EXPECT_TRUE(composed->fill(to.all().first(1), "", noon, out));
}

TEST(ping_email_answers, speak_of_the_url_and_never_of_the_recipient) {
  using enum answer_class;
  const std::vector<std::tuple<int, answer_class, std::string_view>> all{
      {301, config, "redirected"},  {404, config, "not found"},  {410, config, "gone"},
      {400, config, "refused"},     {401, config, "refused"},    {408, retry, "request timeout"},
      {425, retry, "too early"},    {413, split, "too large"},   {429, retry_after, "too many requests"},
      {500, retry, "server error"}, {503, retry, "server error"}};
  std::set<std::uint16_t> seen;
  for (const auto& [status, meaning, reason] : all) {
    const auto made = read_response(answered(status, "<html>"), noon);
    EXPECT_EQ(made.meaning, meaning) << status;
    ASSERT_GE(made.reason, 1);
    EXPECT_EQ(answers()[made.reason - 1U].reason, reason);
    seen.insert(made.reason);
  }
  EXPECT_EQ(seen.size(), answers().size());
  EXPECT_EQ(read_response(answered(204, ""), noon).meaning, ok);
  EXPECT_EQ(read_response(answered(100, ""), noon).meaning, config);
}

}  // namespace
}  // namespace carillon::providers::ping_email
