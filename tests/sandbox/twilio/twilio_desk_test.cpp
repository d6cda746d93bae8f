#include "sandbox/twilio/twilio_desk.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

class twilio_desk_test : public ::testing::Test {
 protected:
  twilio_desk_test() {
    const json account{{"account_sid", "AC1"}, {"api_key", "SK1"}, {"api_secret", "s"}};
    desk_.read_credentials(json::array({account})).value()();
  }
  static request_builder sms(const std::string& form) {
    request_builder made;
    made.path = "/2010-04-01/Accounts/AC1/Messages.json";
    made.body = form;
    made.with("authorization", "Basic " + base64_encode("SK1:s"))
        .with("content-type", "application/x-www-form-urlencoded");
    return made;
  }
  verdict ask(request_builder request) {
    connection_record connection;
    const behaviour how;
    verdict made;
    desk_.judge(request.view(), {.connection = connection, .how = how, .now = noon}, made);
    return made;
  }
  twilio_desk desk_{true};
};

TEST_F(twilio_desk_test, queues_a_right_message_for_its_number) {
  const auto made = ask(sms("To=%2B15551234567&From=%2B15005550006&Body=hi"));
  EXPECT_EQ(made.reply.status, 201);
  EXPECT_EQ(made.subject.token, "+15551234567");
  EXPECT_EQ(parse_json(made.reply.body)->at("status"), "queued");
}

TEST_F(twilio_desk_test, knows_its_callers) {
  auto wrong = sms("To=%2B15551234567&From=%2B1&Body=hi");
  wrong.with("authorization", "Basic " + base64_encode("SK1:other"));
  EXPECT_EQ(ask(wrong).reply.reason, "20003");
  auto other = sms("To=%2B15551234567&From=%2B1&Body=hi");
  other.path = "/2010-04-01/Accounts/AC2/Messages.json";
  EXPECT_EQ(ask(other).reply.status, 401);
}

TEST_F(twilio_desk_test, refuses_as_twilio_does) {
  EXPECT_EQ(ask(sms("From=%2B1&Body=hi")).reply.reason, "21604");
  EXPECT_EQ(ask(sms("To=%2B15551234567&Body=hi")).reply.reason, "21603");
  EXPECT_EQ(ask(sms("To=%2B15551234567&From=%2B1")).reply.reason, "21602");
  EXPECT_EQ(ask(sms("To=5551234567&From=%2B1&Body=hi")).reply.reason, "21211");
  EXPECT_EQ(ask(sms("To=%2B15551234567&From=%2B1&Body=" + std::string(1601, 'x'))).reply.reason, "21617");
  EXPECT_EQ(ask(sms("To=%2B15005550004&From=%2B1&Body=hi")).reply.reason, "21610");
  auto as_json = sms(R"({"To":"+15551234567"})");
  as_json.with("content-type", "application/json");
  EXPECT_EQ(ask(as_json).reply.status, 400);
}

TEST_F(twilio_desk_test, lists_nothing_that_a_fault_kept_from_being_taken) {
  auto made = ask(sms("To=%2B15551234567&From=%2B1&Body=one"));
  made.misbehaviour = {.kind = fault_kind::close, .last_stream = {}, .reason = {}};
  desk_.note_end(made, {});
  made = ask(sms("To=%2B15551234567&From=%2B1&Body=two"));
  made.misbehaviour = {.kind = fault_kind::close, .last_stream = {}, .reason = {}, .is_accepted = true};
  desk_.note_end(made, {});
  auto list = sms("");
  list.method = "GET";
  const auto body = *parse_json(ask(list).reply.body);
  ASSERT_EQ(body["messages"].size(), 1U);
  EXPECT_EQ(body["messages"][0]["body"], "two");
  EXPECT_EQ(body["messages"][0]["date_created"], "Wed, 18 Nov 2026 11:06:40 +0000");
}

TEST_F(twilio_desk_test, calls_back_what_it_took_and_nothing_else) {
  const std::string form = "To=%2B15551234567&From=%2B1&Body=hi&StatusCallback=http%3A%2F%2F127.0.0.1%2Fa";
  auto made = ask(sms(form));
  desk_.note_end(made, {});
  ASSERT_EQ(made.calls.size(), 3U);
  EXPECT_EQ(made.calls.front().url, "http://127.0.0.1/a");
  auto lost = ask(sms(form));
  lost.misbehaviour = {.kind = fault_kind::close, .last_stream = {}, .reason = {}};
  desk_.note_end(lost, {});
  EXPECT_TRUE(lost.calls.empty());
  auto unasked = ask(sms("To=%2B15551234567&From=%2B1&Body=hi"));
  desk_.note_end(unasked, {});
  EXPECT_TRUE(unasked.calls.empty());
  EXPECT_EQ(ask(sms("To=%2B15551234567&From=%2B1&Body=hi&StatusCallback=nowhere")).reply.reason, "21609");
}

TEST_F(twilio_desk_test, lists_what_it_took_by_number) {
  ask(sms("To=%2B15551234567&From=%2B1&Body=one"));
  ask(sms("To=%2B15557654321&From=%2B1&Body=two"));
  auto list = sms("");
  list.method = "GET";
  list.path += "?To=%2B15557654321";
  const auto made = ask(list);
  const auto body = *parse_json(made.reply.body);
  ASSERT_EQ(body["messages"].size(), 1U);
  EXPECT_EQ(body["messages"][0]["body"], "two");
}

}  // namespace
}  // namespace carillon::sandbox::testing
