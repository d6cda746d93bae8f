#include "engine/content/template_alarm.hpp"

#include <gtest/gtest.h>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

class template_alarm_of : public ::testing::Test {
 protected:
  std::optional<json> note(const failed_template& what, std::chrono::minutes at) {
    return alarm.note(what, error(errc::too_large, "too long"), steady_time(1h) + at);
  }
  failed_template failed(std::string category) const {
    return {project, broadcast_id::make(now()), channel::in_app, std::move(category)};
  }

  const project_id project = project_id::make(now());
  template_alarm alarm;
};

TEST_F(template_alarm_of, a_template_is_raised_once_in_ten_minutes) {
  const auto what = failed("billing");
  EXPECT_EQ(note(what, 0min), (json{{"channel", "in_app"},
                                    {"category", "billing"},
                                    {"broadcast_id", what.broadcast.to_string()},
                                    {"message", "too long"}}));
  EXPECT_FALSE(note(failed("billing"), 9min));
  EXPECT_TRUE(note(failed("billing"), 10min));
  EXPECT_TRUE(note(failed(""), 10min)->at("category").is_null());
}

TEST_F(template_alarm_of, a_project_with_many_templates_is_bounded_and_silences_nobody_else) {
  int raised = 0;
  for (int number = 0; number < 3000; ++number) raised += note(failed(std::to_string(number)), 0min) ? 1 : 0;
  EXPECT_EQ(raised, 64);
  for (int other = 0; other < 1100; ++other) {
    auto what = failed("x");
    what.project = project_id::make(now());
    EXPECT_TRUE(note(what, 0min));
  }
  EXPECT_TRUE(note(failed("new"), 10min));
}

}  // namespace
}  // namespace carillon::engine
