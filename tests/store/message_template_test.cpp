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

TEST_F(message_templates_of, a_user_are_bounded_in_number_and_bytes) {
  const auto ada = user_id::make(now()), bob = user_id::make(now());
  const auto save = [&](std::string category, std::size_t bytes, std::optional<user_id> by) {
    return run(templates->put(project, {channel::sms, std::move(category), std::string(bytes, 'x')}, by));
  };
  for (std::size_t number = 0; number < 16; ++number)
    ASSERT_TRUE(save("c" + std::to_string(number), longest_template, ada));
  const auto refused = save("more", 1, ada);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_EQ(refused.error().detail, "a user may have 50 templates, of 1048576 bytes together");
  EXPECT_FALSE(text_for(channel::sms, "more"));
  EXPECT_TRUE(save("c0", longest_template, ada));  // in its own place
  EXPECT_TRUE(save("more", 1, bob));
  EXPECT_TRUE(save("c0", 10, bob));  // and who saved it last is charged for it
  EXPECT_TRUE(save("c16", 1, ada));
  EXPECT_TRUE(save("c1", 0, std::nullopt));
  for (std::size_t number = 20; number < 53; ++number)
    ASSERT_TRUE(save("c" + std::to_string(number), 1, ada));
  EXPECT_TRUE(save("c53", 1, ada));
  EXPECT_TRUE(save("c54", 1, ada));
  EXPECT_FALSE(save("c55", 1, ada));
}

TEST_F(message_templates_of, a_project_are_bounded_too) {
  for (std::size_t number = 0; number < most_templates; ++number)
    put(channel::sms, std::to_string(number), "x");
  const auto refused = run(templates->put(project, {channel::sms, "more", "x"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "a project may have 500 templates, of 8388608 bytes together");
  put(channel::sms, "0", "");
  put(channel::sms, "more", "x");
  EXPECT_EQ(text_for(channel::sms, "more"), "x");
}

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

TEST_F(message_templates_of, a_project_that_are_damaged_are_left_out) {
  put(channel::sms, "a", "3");
  call({"HSET", names.message_templates(project), "pigeon:news", "coo"});
  EXPECT_EQ(run(templates->list(project))->size(), 1U);
}

}  // namespace
}  // namespace carillon::store
