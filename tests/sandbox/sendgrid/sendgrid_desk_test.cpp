#include <gtest/gtest.h>

#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(sendgrid_desk, accepts_a_right_mail_and_names_its_deliveries) {
  mail_caller caller;
  auto mail = sendgrid_mail();
  mail["personalizations"].push_back(
      {{"to", {{{"email", "bob@x.example"}, {"name", "Bob"}}}}, {"custom_args", {{"nid", "n-2"}}}});
  const auto made = caller.ask(sendgrid_send(mail));
  EXPECT_EQ(made.reply.status, 202) << made.reply.body;
  EXPECT_FALSE(made.reply.header("x-message-id").empty());
  ASSERT_EQ(made.items.size(), 2U);
  EXPECT_EQ(made.items[0].token, "ada@x.example");
  EXPECT_EQ(made.items[0].delivery_id, "d-1");
  EXPECT_EQ(made.items[1].notification_id, "n-2");
}

TEST(sendgrid_desk, names_the_field_that_is_wrong) {
  const std::vector<std::pair<std::string, json>> patches{
      {"personalizations.0.to.0.email", {{"personalizations", {{{"to", {{{"email", "no address"}}}}}}}}},
      {"personalizations.0",
       {{"personalizations",
         {{{"to", {{{"email", "a@x.example"}, {"name", "x"}}, {{"email", "A@x.example"}}}}}}}}},
      {"personalizations", {{"personalizations", json::array()}}},
      {"from.email", {{"from", {{"email", "x"}}}}},
      {"subject", {{"subject", ""}}},
      {"content", {{"content", json::array()}}},
      {"content",
       {{"content", {{{"type", "text/html"}, {"value", "x"}}, {{"type", "text/plain"}, {"value", "x"}}}}}},
      {"headers.To", {{"headers", {{"To", "x"}}}}},
      {"headers.X-A", {{"headers", {{"X-A", "a\r\nBcc: b@x.example"}}}}},
      {"unknown", {{"unknown", 1}}},
  };
  mail_caller caller;
  for (const auto& [field, patch] : patches) {
    auto mail = sendgrid_mail();
    mail.merge_patch(patch);
    const auto made = caller.ask(sendgrid_send(mail));
    EXPECT_EQ(made.reply.status, 400) << field;
    EXPECT_EQ((*parse_json(made.reply.body))["errors"][0]["field"], field) << made.reply.body;
  }
}

TEST(sendgrid_desk, knows_its_customers) {
  mail_caller caller;
  EXPECT_EQ(caller.ask(sendgrid_send(sendgrid_mail()).with("authorization", "Bearer SG.other")).reply.status,
            401);
  EXPECT_EQ(caller.ask(sendgrid_send(sendgrid_mail()).without("authorization")).reply.status, 401);
  EXPECT_EQ(caller.ask(sendgrid_send(sendgrid_mail()).with("content-type", "text/plain")).reply.status, 415);
}

TEST(sendgrid_desk, ends_as_the_address_asks) {
  mail_caller caller;
  EXPECT_EQ(caller.ask(sendgrid_send(sendgrid_mail("sbx-TOO_MANY_REQUESTS-1@x.example"))).reply.status, 429);
  const auto bad = caller.ask(sendgrid_send(sendgrid_mail("sbx-BAD_ADDRESS-1@x.example"))).reply;
  EXPECT_EQ((*parse_json(bad.body))["errors"][0]["field"], "personalizations.0.to.0.email");
  EXPECT_EQ(caller.ask(sendgrid_send(sendgrid_mail("sbx-BAD_GATEWAY-1@x.example"))).reply.content_type,
            "text/html");
}

TEST(sendgrid_desk, names_the_one_of_many_whose_address_asks_to_be_refused) {
  mail_caller caller;
  auto mail = sendgrid_mail();
  for (const auto* const address : {"bob@x.example", "sbx-BAD_ADDRESS-1@x.example"})
    mail["personalizations"].push_back({{"to", {{{"email", address}}}}});
  const auto made = caller.ask(sendgrid_send(mail));
  EXPECT_EQ(made.reply.status, 400);
  EXPECT_EQ((*parse_json(made.reply.body))["errors"][0]["field"], "personalizations.2.to.0.email");
}

}  // namespace
}  // namespace carillon::sandbox::testing
