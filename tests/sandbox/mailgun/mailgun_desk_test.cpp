#include <gtest/gtest.h>

#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(mailgun_desk, accepts_a_right_message_and_puts_in_the_variables) {
  mail_caller caller;
  const auto made = caller.ask(mailgun_send(mailgun_form()));
  EXPECT_EQ(made.reply.status, 200) << made.reply.body;
  EXPECT_EQ((*parse_json(made.reply.body))["message"], "Queued. Thank you.");
  ASSERT_EQ(made.items.size(), 1U);
  EXPECT_EQ(made.items[0].notification_id, "n-1");
}

TEST(mailgun_desk, says_when_recipients_see_each_other) {
  mail_caller caller;
  auto fields = mailgun_form();
  fields.pop_back();
  fields.emplace_back("to", "Bob <bob@x.example>");
  const auto made = caller.ask(mailgun_send(fields));
  EXPECT_EQ(made.items.size(), 2U);
  EXPECT_FALSE(made.reply.detail.empty());
}

TEST(mailgun_desk, refuses_what_is_wrong_in_its_words) {
  mail_caller caller;
  const auto words = [&](const form& fields) {
    const auto made = caller.ask(mailgun_send(fields));
    EXPECT_EQ(made.reply.status, 400);
    return text_of(*parse_json(made.reply.body), "message");
  };
  EXPECT_TRUE(words(mailgun_form("no address")).starts_with("'to' parameter is not a valid address"));
  EXPECT_TRUE(words({{"to", "a@x.example"}, {"text", "x"}}).starts_with("from parameter"));
  EXPECT_TRUE(words({{"from", "a@x.example"}, {"to", "a@x.example"}}).starts_with("Need at least one of"));
  auto fields = mailgun_form();
  fields.emplace_back("v:big", std::string(17'000, 'x'));
  EXPECT_TRUE(words(fields).find("16KB") != std::string::npos);
  fields = mailgun_form();
  fields.emplace_back("h:X-A", "a\r\nBcc: x@y.example");
  words(fields);
}

TEST(mailgun_desk, knows_its_customers_and_their_domains) {
  mail_caller caller;
  auto request = mailgun_send(mailgun_form());
  EXPECT_EQ(caller.ask(request.with("authorization", "Basic x")).reply.status, 401);
  request = mailgun_send(mailgun_form());
  request.path = "/v3/other.example/messages";
  EXPECT_EQ(caller.ask(request).reply.status, 404);
  EXPECT_EQ(caller.ask(mailgun_send(mailgun_form("sbx-PROBATION-1@x.example"))).reply.status, 420);
}

}  // namespace
}  // namespace carillon::sandbox::testing
