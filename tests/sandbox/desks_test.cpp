#include "sandbox/desks.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sandbox/canned.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

TEST(desks, have_a_name_each_and_are_found_by_it) {
  std::set<std::string_view> names;
  for (const desk_facts* each : desk_list()) {
    EXPECT_TRUE(names.insert(each->name).second) << each->name;
    EXPECT_EQ(find_desk(each->name), each);
    EXPECT_FALSE(each->route.empty());
  }
  EXPECT_EQ(find_desk("nobody"), nullptr);
}

TEST(desks, answer_whatever_status_a_rule_asks_for) {
  for (const auto& each : make_desks({})) {
    for (const int status : {400, 401, 403, 404, 410, 413, 418, 429, 500, 503}) {
      EXPECT_EQ(each->refuse({.status = status}, noon).status, status) << each->facts().name;
    }
    EXPECT_EQ(each->refuse({.status = 400, .reason = "NobodyKnowsIt"}, noon).status, 400)
        << each->facts().name;
  }
}

TEST(desks, leave_a_path_that_is_nobodys_unanswered_by_any) {
  caller sandbox;
  request_builder lost;
  lost.path = "/nothing/here";
  EXPECT_EQ(sandbox.ask(lost).reply.status, 404);
  EXPECT_EQ(sandbox.sandbox.counted().to_json().at("nobody"), (json{{"404 NoSuchPath", 1}}));
}

verdict with_two_items() {
  verdict made;
  made.items = {{.token = "a"}, {.token = "b", .status = 400, .reason = "DeviceNotRegistered"}};
  return made;
}
std::vector<std::string> ends_of(const verdict& made) {
  std::vector<std::string> told;
  for_each_delivery(made, [&](const delivery_seen& each, ending how) {
    told.push_back(each.token + " " + std::to_string(how.status) + " " + std::string(how.reason));
  });
  return told;
}
using ends = std::vector<std::string>;

TEST(verdict, tells_each_items_own_end_inside_a_success) {
  EXPECT_EQ(ends_of(with_two_items()), (ends{"a 200 ", "b 400 DeviceNotRegistered"}));
}

TEST(verdict, tells_the_requests_end_of_every_item_when_it_was_refused_or_lost) {
  auto made = with_two_items();
  made.reply.status = 429;
  made.reply.reason = "TOO_MANY";
  EXPECT_EQ(ends_of(made), (ends{"a 429 TOO_MANY", "b 429 TOO_MANY"}));
  made = with_two_items();
  ASSERT_TRUE(apply_canned_fault("CLOSE", made));
  EXPECT_EQ(ends_of(made), (ends{"a 0 close", "b 0 close"}));
}

TEST(verdict, tells_what_was_taken_although_its_answer_is_lost) {
  auto made = with_two_items();
  ASSERT_TRUE(apply_canned_fault("LOST", made));
  EXPECT_EQ(ends_of(made), (ends{"a 200 answer_lost", "b 400 DeviceNotRegistered"}));
}

}  // namespace
}  // namespace carillon::sandbox::testing
