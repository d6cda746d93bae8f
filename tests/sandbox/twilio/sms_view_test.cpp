// What people see of it.
#include "sandbox/twilio/twilio_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(sms_view, shows_a_bubble_with_its_segments) {
  service shared({.is_verified = false}, ledger());
  request_builder request;
  request.path = "/2010-04-01/Accounts/AC1/Messages.json";
  request.body = "To=%2B4912345&From=%2B1555&Body=Hello+%E2%9C%93";
  request.with("content-type", "application/x-www-form-urlencoded");
  const auto shown = shown_after(shared, request);
  EXPECT_EQ(shown.as, look::bubble);
  EXPECT_EQ(shown.from + '|' + shown.text, "+1555|Hello ✓");
  ASSERT_TRUE(shown.size);
  EXPECT_EQ(shown.size->alphabet, "UCS-2");
  EXPECT_EQ(shown.size->segments, 1U);
}

TEST(sms_view, has_nothing_of_lists) {
  service shared({.is_verified = false}, ledger());
  connection_record connection;
  request_builder request;
  request.method = "GET";
  request.path = "/2010-04-01/Accounts/AC1/Messages.json";
  const auto guard = shared.lock();
  shared.judge(request.view(), connection, noon);
  EXPECT_TRUE(shared.messages().all().empty());
}

}  // namespace
}  // namespace carillon::sandbox::testing
