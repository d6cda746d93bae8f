// What people see of it.
#include "sandbox/ping_email/ping_desk.hpp"

#include <gtest/gtest.h>

#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(ping_view, shows_each_notification_by_itself) {
  service shared({}, ledger());
  const auto one = [](const char* title, const char* email) {
    return json{
        {"id", "01234567-89ab-7def-8123-456789abcdef"}, {"title", title}, {"recipient", {{"email", email}}}};
  };
  request_builder request;
  request.path = "/ping";
  request.body =
      dump_json({{"notifications", {one("A", "ada@x.example"), one("B", "bob@x.example")}}, {"total", 2}});
  request.with("content-type", "application/json");
  EXPECT_EQ(shown_after(shared, request, "ada@").title, "A");
  const auto bob = shown_to(shared, "bob@");
  EXPECT_EQ(bob.title, "B");
  EXPECT_EQ(bob.payload.find("ada@"), std::string::npos);
}

}  // namespace
}  // namespace carillon::sandbox::testing
