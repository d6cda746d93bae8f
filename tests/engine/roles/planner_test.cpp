#include "engine/roles/planner.hpp"

#include <gtest/gtest.h>

#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using planner_test = engine_test;

TEST_F(planner_test, makes_nobody_again_who_was_deleted_after_the_broadcast_was_accepted) {
  save_apns();
  have_user(1);
  const auto gone = have_user(2);
  const auto broadcast =
      accept(R"([{"external_id":"user-1"},{"external_id":"user-2"},{"external_id":"new"}])");
  const auto accepted = run(users->clock()).value();
  ASSERT_TRUE(test::run_until(
      context, [&] { return run(users->clock()).value() > accepted + std::chrono::milliseconds(1); }));
  ASSERT_TRUE(run(users->remove(project, gone.id)));
  start_worker();
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(progress(broadcast).recipients, 2U);
  EXPECT_EQ(run(users->find(project, gone.id)).error().code, errc::not_found);
  EXPECT_NE(find(broadcast).errors.find("deleted"), std::string::npos);
}

TEST_F(planner_test, takes_spellings_of_one_email_for_one_user) {
  save_apns();
  start_worker();
  const auto broadcast =
      accept(R"([{"email":"Dan@Example.com"},{"email":"dan@example.com"},{"email":"dan@EXAMPLE.COM"}])");
  ASSERT_TRUE(is_processed(broadcast));
  EXPECT_EQ(progress(broadcast).recipients, 1U);
}

}  // namespace
}  // namespace carillon::engine
