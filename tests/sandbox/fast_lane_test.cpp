#include "sandbox/fast_lane.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

/// A sandbox that load is poured into.
struct fast_caller {
  std::optional<verdict> ask(request_builder request) {
    const auto guard = shared.lock();
    return shared.accept_at_once(request.view(), record);
  }
  json counted(const char* desk) {
    const auto guard = shared.lock();
    return shared.counted().to_json().at(desk);
  }
  fast_caller() { record.is_raised = true; }

  service shared{{.is_fast = true, .is_verified = false}, ledger()};
  connection_record record;
};

request_builder post(const std::string& path, const std::string& body) {
  request_builder made;
  made.path = path;
  made.body = body;
  return made;
}

TEST(fast_lane, counts_the_deliveries_of_a_request_it_does_not_read) {
  auto mail = sendgrid_mail();
  mail["personalizations"].push_back({{"to", {{{"email", "bob@x.example"}}}}});
  auto form = mailgun_form();
  form.emplace_back("to", "bob@x.example");
  const json ping{{"notifications", {{{"recipient", json::object()}}, {{"recipient", json::object()}}}}};
  const struct {
    const char* desk;
    request_builder request;
    json counted;
  } cases[]{
      {"sendgrid", sendgrid_send(mail), {{"202", 2}}},
      {"mailgun", mailgun_send(form), {{"200", 2}}},
      {"ping_email", post("/ping", dump_json(ping)), {{"204", 2}}},
      {"ses",
       post("/v2/email/outbound-emails", R"({"Destination":{"ToAddresses":["a@x.example"]}})"),
       {{"200", 1}}},
      {"twilio", post("/2010-04-01/Accounts/AC1/Messages.json", "To=%2B15551230001&Body=x"), {{"201", 1}}},
      {"slack", post("/services/T1/B1/x", "{}"), {{"200", 1}}},
      {"teams", post("/workflows/x/invoke", "{}"), {{"202", 1}}},
  };
  fast_caller caller;
  for (const auto& each : cases) {
    EXPECT_TRUE(caller.ask(each.request)) << each.desk;
    EXPECT_EQ(caller.counted(each.desk), each.counted) << each.desk;
  }
}

TEST(fast_lane, leaves_to_judgement_what_may_be_refused) {
  const request_builder cases[]{
      sendgrid_send(sendgrid_mail("sbx-BAD_ADDRESS-1@x.example")),
      post("/v3/mail/send/other", "{}"),
      mailgun_send(mailgun_form("sbx-BAD_RECIPIENT-1@x.example")),
      post("/v2/email/outbound-emails", R"({"Destination":{"ToAddresses":["a@x.example","b@x.example"]}})"),
      post("/v2/email/outbound-emails", R"({"ToAddresses":["a@x.example"],"CcAddresses":["b@x.example"]})"),
      post("/2010-04-01/Accounts/AC1/Messages.json", "To=%2B15005550001&Body=x"),
      post("/api/oauth.v2.access", "grant_type=refresh_token"),
      post("/webhookb2/x", "{}"),
      post("/workflows/sbx-WorkflowNotFound-1/invoke", "{}"),
  };
  fast_caller caller;
  for (const auto& each : cases) EXPECT_FALSE(caller.ask(each)) << each.path << ' ' << each.body;
}

}  // namespace
}  // namespace carillon::sandbox::testing
