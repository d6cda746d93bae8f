#include <gmock/gmock.h>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class user_preferences_api : public api_test {
 protected:
  void SetUp() override {
    api_test::SetUp();
    ada = customer_token(first, "ada");
  }
  const std::string path = "/channels/user_preferences";
  std::string ada;
};

TEST_F(user_preferences_api, show_what_was_saved) {
  EXPECT_EQ(get(path, ada).parsed(), json::parse(R"({"categories":[]})"));
  const auto choices = json::parse(R"({"categories":[
    {"key":"billing","label":"Bills","channels":[{"name":"in_app","enabled":true},{"name":"email","enabled":false}]},
    {"key":"*","label":null,"channels":[{"name":"sms","enabled":false}]}]})");
  EXPECT_EQ(put(path, ada, choices).status, 204);
  EXPECT_EQ(get(path, ada).parsed(), choices);
  EXPECT_EQ(get(path, customer_token(first, "bob")).parsed(), json::parse(R"({"categories":[]})"));
  EXPECT_EQ(put(path, ada, json::object()).status, 204);
  EXPECT_EQ(get(path, ada).parsed(), json::parse(R"({"categories":[]})"));
}

TEST_F(user_preferences_api, leave_out_entries_that_name_nothing) {
  const auto given = json::parse(R"({"categories":[{"label":"x"},{"key":"a","channels":[{"enabled":false},
    {"name":"sms"}]},{"key":"b","channels":null}]})");
  EXPECT_EQ(put(path, ada, given).status, 204);
  EXPECT_EQ(get(path, ada).parsed(), json::parse(R"({"categories":[
    {"key":"a","channels":[{"name":"sms","enabled":true}]},{"key":"b","channels":[]}]})"));
}

TEST_F(user_preferences_api, refuse_what_breaks_the_rules) {
  json many = {{"categories", json::array()}};
  for (int i = 0; i < 201; ++i) many["categories"].push_back({{"key", std::to_string(i)}});
  EXPECT_EQ(put(path, ada, many).message(), "Param 'categories' should have at most 200 items");
  const json long_key = {{"categories", json::array({{{"key", std::string(256, 'k')}}})}};
  EXPECT_THAT(put(path, ada, long_key).message(), testing::StartsWith("Param 'categories.0.key'"));
  const std::vector<std::pair<const char*, const char*>> cases = {
      {R"({"categories":[{"key":"a","channels":[{"name":"pigeon"}]}]})",
       "Param 'categories.0.channels.0.name'"},
      {R"({"categories":[{"key":"a","channels":[{"name":"sms","enabled":1}]}]})",
       "Param 'categories.0.channels.0.enabled'"},
      {R"({"categories":[{"key":"a","channels":[{"name":"sms"},{"name":"sms"}]}]})",
       "Param 'categories.0.channels.1.name' should not be named twice"},
      {R"({"categories":[{"key":"a"},{"key":"a"}]})", "Param 'categories.1.key' should not be named twice"},
      {R"({"categories":{}})", "Param 'categories' should be of type array"},
  };
  for (const auto& [body, message] : cases) {
    const auto answer = put(path, ada, json::parse(body));
    EXPECT_EQ(answer.status, 422) << body;
    EXPECT_THAT(answer.message(), testing::StartsWith(message)) << body;
  }
}

}  // namespace
}  // namespace carillon::api
