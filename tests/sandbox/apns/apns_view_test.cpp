// What people see of it.
#include "sandbox/apns/apns_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

shown_message shown_with(const std::string& payload) {
  service shared({.is_verified = false}, ledger());
  auto push = apns_push();
  push.body = payload;
  return shown_after(shared, push);
}

TEST(apns_view, shows_title_subtitle_and_body_as_a_banner) {
  const auto shown = shown_with(
      R"({"aps":{"alert":{"title":"T","subtitle":"S","body":"B"},"badge":3},"action-url":"https://x.example"})");
  EXPECT_EQ(shown.as, look::banner);
  EXPECT_EQ(shown.title + '|' + shown.subtitle + '|' + shown.text, "T|S|B");
  EXPECT_EQ(shown.from, "com.example.app");
  EXPECT_EQ(shown.link, "https://x.example");
  EXPECT_EQ(field_of(shown, "badge"), "3");
  EXPECT_EQ(field_of(shown, "apns-collapse-id"), "note-1");
}

TEST(apns_view, shows_an_alert_that_is_a_text_and_one_the_app_looks_up) {
  EXPECT_EQ(shown_with(R"({"aps":{"alert":"Hello"}})").text, "Hello");
  EXPECT_EQ(shown_with(R"({"aps":{"alert":{"loc-key":"HI","loc-args":["Ada",2]}}})").text, "HI (Ada, 2)");
}

TEST(apns_view, says_of_a_silent_push_that_nothing_is_shown) {
  EXPECT_FALSE(shown_with(R"({"aps":{"content-available":1}})").note.empty());
  EXPECT_TRUE(shown_with(R"({"aps":{"alert":"x"}})").note.empty());
}

TEST(apns_view, shows_the_request_where_the_payload_cannot_be_read) {
  const auto shown = shown_with("{");
  EXPECT_EQ(shown.as, look::request);
  EXPECT_FALSE(shown.note.empty());
}

}  // namespace
}  // namespace carillon::sandbox::testing
