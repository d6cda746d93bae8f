#include <gtest/gtest.h>

#include "tests/sandbox/mail_caller.hpp"

namespace carillon::sandbox::testing {
namespace {

request_builder ping(const json& body) {
  request_builder made;
  made.path = "/ping?x=1";
  made.body = dump_json(body);
  made.with("content-type", "application/json");
  return made;
}

const json right{{"notifications",
                  {{{"id", "0190a5c0-0000-7000-8000-000000000001"},
                    {"title", "T"},
                    {"recipient", {{"email", "ada@x.example"}}}}}},
                 {"total", 1}};

TEST(ping_desk, reads_notifications_and_whom_they_are_for) {
  mail_caller caller;
  const auto made = caller.ask(ping(right));
  EXPECT_EQ(made.reply.status, 204) << made.reply.detail;
  ASSERT_EQ(made.items.size(), 1U);
  EXPECT_EQ(made.items[0].token, "ada@x.example");
  EXPECT_EQ(made.items[0].notification_id, "0190a5c0-0000-7000-8000-000000000001");
}

TEST(ping_desk, refuses_what_is_not_as_documented) {
  mail_caller caller;
  for (const json& patch : {json{{"total", 2}}, json{{"notifications", json::array()}},
                            json{{"notifications", {{{"id", "x"}}}}}}) {
    auto body = right;
    body.merge_patch(patch);
    EXPECT_EQ(caller.ask(ping(body)).reply.status, 400) << dump_json(patch);
  }
  EXPECT_EQ(caller.ask(ping(right).without("content-type")).reply.status, 400);
}

}  // namespace
}  // namespace carillon::sandbox::testing
