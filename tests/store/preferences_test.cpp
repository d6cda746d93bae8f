#include "store/preferences.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class preferences_of : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    people = std::make_unique<users>(client(), names, *ring);
    choices = std::make_unique<preferences>(client(), names);
    ada = ref_of(project, *run(people->upsert(project, by_external_id("ada"))));
  }
  std::string packed() {
    const auto page = names.preferences(ada.where, project, ada.number / queue::page_size);
    return call({"HGET", page, std::to_string(ada.number % queue::page_size)}).text;
  }
  std::unique_ptr<users> people;
  std::unique_ptr<preferences> choices;
  user_ref ada;
};

const json empty = {{"categories", json::array()}};

json channel_switch(std::string_view name, bool is_enabled) {
  return {{"name", name}, {"enabled", is_enabled}};
}

json some_choices() {
  json billing = {{"key", "billing"}, {"label", "Rechnungen €"}};
  billing["channels"] = json::array({channel_switch("in_app", true), channel_switch("email", false)});
  json news = {{"key", "news"}, {"label", nullptr}};
  news["channels"] = json::array({channel_switch("teams", false)});
  json other = {{"key", "*"}};
  other["channels"] = json::array({channel_switch("sms", false)});
  return {{"categories", {billing, news, other}}};
}

TEST_F(preferences_of, a_user_are_empty_until_saved) {
  EXPECT_EQ(run(choices->get(project, ada)).value(), empty);
  EXPECT_TRUE(call({"KEYS", "c:*pf:*"}).elements.empty());
}

TEST_F(preferences_of, a_user_are_read_as_they_were_saved) {
  ASSERT_TRUE(run(choices->put(project, ada, some_choices())));
  EXPECT_EQ(run(choices->get(project, ada)).value(), some_choices());
  ASSERT_TRUE(run(choices->put(project, ada, empty)));
  EXPECT_EQ(run(choices->get(project, ada)).value(), empty);
  EXPECT_TRUE(call({"KEYS", "c:*pf:*"}).elements.empty());
}

TEST_F(preferences_of, a_user_go_with_the_user) {
  ASSERT_TRUE(run(choices->put(project, ada, some_choices())));
  ASSERT_TRUE(run(people->remove(project, ada.id)));
  EXPECT_TRUE(call({"KEYS", "c:*pf:*"}).elements.empty());
  EXPECT_EQ(run(choices->put(project, ada, some_choices())).error().code, errc::not_found);
  EXPECT_TRUE(call({"KEYS", "c:*pf:*"}).elements.empty());
}

TEST_F(preferences_of, a_user_mute_what_they_name_and_the_star_the_rest) {
  ASSERT_TRUE(run(choices->put(project, ada, some_choices())));
  const auto stored = packed();
  EXPECT_TRUE(is_muted(stored, "billing", channel::email));
  EXPECT_FALSE(is_muted(stored, "billing", channel::in_app));
  EXPECT_FALSE(is_muted(stored, "billing", channel::sms));  // named: the star does not speak for it
  EXPECT_TRUE(is_muted(stored, "news", channel::teams));
  EXPECT_TRUE(is_muted(stored, "alerts", channel::sms));
  EXPECT_FALSE(is_muted(stored, "alerts", channel::email));
  EXPECT_TRUE(is_muted(stored, "", channel::sms));
  EXPECT_FALSE(is_muted({}, "billing", channel::email));
}

TEST_F(preferences_of, a_user_are_bounded) {
  ASSERT_TRUE(run(choices->put(project, ada, some_choices())));
  json many = empty;
  for (int i = 0; i < 200; ++i)
    many["categories"].push_back({{"key", std::to_string(i)}, {"label", std::string(255, 'l')}});
  EXPECT_EQ(run(choices->put(project, ada, many)).error().code, errc::too_large);
  EXPECT_EQ(run(choices->get(project, ada)).value(), some_choices());
}

TEST_F(preferences_of, a_user_that_are_damaged_are_read_as_far_as_they_go) {
  ASSERT_TRUE(run(choices->put(project, ada, some_choices())));
  const auto whole = packed();
  const auto page = names.preferences(ada.where, project, ada.number / queue::page_size);
  const auto field = std::to_string(ada.number % queue::page_size);
  call({"HSET", page, field, whole.substr(0, whole.size() - 1)});
  const auto left = run(choices->get(project, ada)).value()["categories"].size();
  EXPECT_EQ(left + 1, some_choices()["categories"].size());
  for (std::size_t size = 0; size < whole.size(); ++size)
    is_muted(std::string_view(whole).substr(0, size), "news", channel::sms);  // the sanitizers watch
}

}  // namespace
}  // namespace carillon::store
