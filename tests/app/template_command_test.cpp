#include <gtest/gtest.h>

#include <fstream>

#include "base/json.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::HasSubstr;

class template_commands : public commands_test {
 protected:
  void SetUp() override {
    commands_test::SetUp();
    ASSERT_EQ(run_command({"project", "create", "Bells"}).exit_code, 0);
  }
  std::string file_with(const std::string& text) {
    const auto path = data_folder() / "template.liquid";
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  json listed() { return json::parse(run_command({"template", "list", "--json"}).output); }
};

TEST_F(template_commands, save_list_and_remove_one) {
  const auto file = file_with("**{{ notification.title }}**");
  const auto saved = run_command({"template", "put", file, "--channel", "in_app", "--category", "billing"});
  EXPECT_EQ(saved.exit_code, 0) << saved.errors;
  EXPECT_THAT(saved.output, HasSubstr("in_app, category billing"));
  const json wanted = {
      {"channel", "in_app"}, {"category", "billing"}, {"text", "**{{ notification.title }}**"}};
  EXPECT_EQ(listed(), json::array({wanted}));
  EXPECT_EQ(run_command({"template", "remove", "--channel", "in_app", "--category", "billing"}).exit_code, 0);
  EXPECT_EQ(listed(), json::array());
}

TEST_F(template_commands, refuse_what_could_not_be_rendered_and_save_nothing) {
  const auto wrong = run_command({"template", "put", file_with("{% nosuch %}"), "--channel", "in_app"});
  EXPECT_EQ(wrong.exit_code, 78);
  EXPECT_THAT(wrong.errors, HasSubstr("nosuch"));
  const auto large =
      run_command({"template", "put", file_with(std::string(65'537, 'x')), "--channel", "in_app"});
  EXPECT_THAT(large.errors, HasSubstr("65536"));
  const auto nowhere = run_command({"template", "put", file_with("x"), "--channel", "pigeon"});
  EXPECT_THAT(nowhere.errors, HasSubstr("--channel"));
  EXPECT_EQ(run_command({"template", "put", file_with(""), "--channel", "sms"}).exit_code, 78);
  EXPECT_EQ(listed(), json::array());
}

}  // namespace
}  // namespace carillon::app
