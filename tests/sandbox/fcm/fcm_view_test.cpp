// What people see of it.
#include "sandbox/fcm/fcm_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

shown_message shown_with(const json& message) {
  service shared({.is_verified = false}, ledger());
  return shown_after(shared, fcm_push("any", message));
}

TEST(fcm_view, shows_the_notification_as_a_banner_and_its_data_beside) {
  auto message = fcm_message();
  message["notification"] = {{"title", "T"}, {"body", "B"}, {"image", "https://x.example/i.png"}};
  message["data"]["action_url"] = "https://x.example/";
  const auto shown = shown_with(message);
  EXPECT_EQ(shown.as, look::banner);
  EXPECT_EQ(shown.title + '|' + shown.text + '|' + shown.from, "T|B|demo");
  EXPECT_EQ(shown.image, "https://x.example/i.png");
  EXPECT_EQ(shown.link, "https://x.example/");
  EXPECT_EQ(field_of(shown, "data.nid"), "note-1");
}

TEST(fcm_view, prefers_what_android_alone_is_told) {
  auto message = fcm_message();
  message["android"] = {{"notification", {{"title", "Robot"}}}};
  EXPECT_EQ(shown_with(message).title, "Robot");
}

TEST(fcm_view, says_of_data_alone_that_nothing_is_shown) {
  auto message = fcm_message();
  message.erase("notification");
  EXPECT_FALSE(shown_with(message).note.empty());
}

}  // namespace
}  // namespace carillon::sandbox::testing
