#include "store/message_template.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class message_templates_of : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    templates = std::make_unique<message_templates>(client(), names);
  }
  void put(channel via, std::string category, std::string text) {
    ASSERT_TRUE(run(templates->put(project, {via, std::move(category), std::move(text)})));
  }
  std::optional<std::string> text_for(channel via, std::string category) {
    return run(templates->text_for(project, via, std::move(category))).value();
  }
  std::unique_ptr<message_templates> templates;
};

TEST_F(message_templates_of, a_category_come_before_those_of_every_category) {
  put(channel::email, "", "all");
  put(channel::email, "billing:eu", "euro");
  put(channel::sms, "news", "short");
  EXPECT_EQ(text_for(channel::email, "billing:eu"), "euro");
  EXPECT_EQ(text_for(channel::email, "billing"), "all");
  EXPECT_EQ(text_for(channel::email, ""), "all");
  EXPECT_EQ(text_for(channel::sms, "news"), "short");
  EXPECT_FALSE(text_for(channel::sms, ""));
  EXPECT_FALSE(text_for(channel::slack, "news"));
}

TEST_F(message_templates_of, a_project_are_replaced_and_taken_away) {
  put(channel::email, "news", "one");
  EXPECT_EQ(text_for(channel::email, "news"), "one");
  put(channel::email, "news", "two");
  EXPECT_EQ(text_for(channel::email, "news"), "two");
  put(channel::email, "news", "");
  EXPECT_FALSE(text_for(channel::email, "news"));
  EXPECT_TRUE(run(templates->list(project)).value().empty());
}

TEST_F(message_templates_of, a_project_are_what_another_process_saved_last) {
  message_templates elsewhere(client(), names);
  EXPECT_FALSE(text_for(channel::email, "news"));
  ASSERT_TRUE(run(elsewhere.put(project, {channel::email, "news", "new"})));
  EXPECT_EQ(text_for(channel::email, "news"), "new");
  EXPECT_EQ(run(templates->list(project))->size(), 1U);
  ASSERT_TRUE(run(elsewhere.put(project, {channel::email, "news", "newer"})));
  EXPECT_EQ(text_for(channel::email, "news"), "newer");
}

TEST_F(message_templates_of, a_project_are_listed_by_channel_and_category) {
  put(channel::sms, "a", "3");
  put(channel::email, "b", "2");
  put(channel::email, "", "1");
  const auto all = run(templates->list(project)).value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].text + all[1].text + all[2].text, "123");
  EXPECT_EQ(all[1].category, "b");
  const auto other = project_id::make(from_unix_ms(1'700'000'000'001));
  EXPECT_TRUE(run(templates->list(other)).value().empty());
}

TEST_F(message_templates_of, a_project_that_are_damaged_are_refused) {
  call({"HSET", names.message_templates(project), "pigeon:news", "coo"});
  EXPECT_EQ(run(templates->list(project)).error().code, errc::corrupted);
}

}  // namespace
}  // namespace carillon::store
