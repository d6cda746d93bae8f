// What people see of it.
#include "sandbox/expo/expo_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

request_builder expo_push(const json& messages) {
  request_builder made;
  made.path = "/--/api/v2/push/send";
  made.body = dump_json(messages);
  made.with("content-type", "application/json");
  return made;
}

TEST(expo_view, shows_each_device_its_own_message_of_a_batch) {
  service shared({.is_verified = false}, ledger());
  const json batch{{{"to", {"ExponentPushToken[one]", "ExponentPushToken[two]"}}, {"title", "First"}},
                   {{"to", "ExponentPushToken[three]"}, {"title", "Second"}, {"body", "B"}, {"badge", 2}}};
  EXPECT_EQ(shown_after(shared, expo_push(batch), "[two]").title, "First");
  const auto shown = shown_to(shared, "[three]");
  EXPECT_EQ(shown.as, look::banner);
  EXPECT_EQ(shown.title + '|' + shown.text, "Second|B");
  EXPECT_EQ(field_of(shown, "badge"), "2");
}

}  // namespace
}  // namespace carillon::sandbox::testing
