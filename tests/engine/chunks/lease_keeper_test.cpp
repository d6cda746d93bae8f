// Jobs of a project that is being deleted: whoever holds them lets them go before it sends anything more.
#include <gtest/gtest.h>

#include "engine/roles/worker.hpp"
#include "queue/project_removal.hpp"
#include "store/project_removal.hpp"
#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

class jobs_of_a_deleted_project : public engine_test {
 protected:
  void SetUp() override {
    engine_test::SetUp();
    have_push_only();
    save_apns();
    call({"HSET", names.project(project), "pk", "pk_x", "name", "gone"});
    settings.worker.window = 20;
  }
  void remove_project() {
    store::removal_options options;
    options.settles_after = std::chrono::milliseconds(100);
    store::project_removal removal(client(), names, *ring, std::move(options));
    const auto removed = run(removal.run(project));
    ASSERT_TRUE(removed) << removed.error().detail;
  }
  std::size_t keys_left() {
    return call({"KEYS", "*" + queue::short_id(project.value) + "*"}).elements.size();
  }
};

TEST_F(jobs_of_a_deleted_project, are_dropped_by_who_holds_them) {
  have_users(300);
  apns.answers[""] = {{}, {.is_silent = true}};  // until its first answer a connection carries one request
  auto& running = start_worker();
  accept();
  ASSERT_TRUE(eventually([&] { return apns.total >= 21; }));
  remove_project();
  EXPECT_TRUE(eventually([&] { return running.stats().open_jobs == 0; }));
  EXPECT_EQ(apns.total, 21) << "what was in flight, and nothing after it";
  EXPECT_EQ(keys_left(), 0U);
  const auto left = depth();
  EXPECT_EQ(left.leased + left.due + left.dead, 0U);
}

TEST_F(jobs_of_a_deleted_project, are_not_made_while_it_goes) {
  have_users(300);
  queue::project_removal moving(client(), names);
  ASSERT_TRUE(run(moving.close(project)));
  start_worker();
  const auto broadcast = accept();
  const auto plan = names.job(queue::home_of(broadcast), queue::short_id(broadcast.value) + ":plan");
  ASSERT_TRUE(eventually([&] { return call({"HGET", plan, "tok"}).text == "1"; }));
  remove_project();
  EXPECT_EQ(apns.total, 0);
  EXPECT_EQ(keys_left(), 0U);
}

TEST_F(jobs_of_a_deleted_project, leave_those_of_others_alone) {
  have_users(30);
  const auto other = project_id::make(now());
  call({"HSET", names.project(other), "pk", "pk_y", "name", "other"});
  start_worker();
  store::removal_options options;
  options.settles_after = std::chrono::milliseconds(0);
  store::project_removal removal(client(), names, *ring, std::move(options));
  ASSERT_TRUE(run(removal.run(other)));
  ASSERT_TRUE(is_processed(accept()));
  EXPECT_EQ(apns.total, 30);
}

}  // namespace
}  // namespace carillon::engine
