#include <gmock/gmock.h>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

const std::string config = "/channels/deliveryconfig";

json steps(const std::vector<std::string>& channels) {
  auto out = json::array();
  for (const auto& name : channels) out.push_back({{"channel", name}});
  return out;
}

json plan(const std::string& key, const json& channels, bool is_disabled = false) {
  return {{"key", key}, {"category", key}, {"channels", channels}, {"disabled", is_disabled}};
}

class delivery_config_api : public api_test {
 protected:
  test::http_answer save(const json& channels) { return put(config, first.token, {{"channels", channels}}); }
};

TEST_F(delivery_config_api, is_empty_before_any_save) {
  EXPECT_EQ(get(config, first.token).parsed(), plan("project", json::array()));
  EXPECT_EQ(get(config + "?key=billing", first.token).parsed(), plan("billing", json::array()));
  EXPECT_EQ(get("/channels/billing", first.token).status, 404);
}

TEST_F(delivery_config_api, of_the_project_is_kept_as_given) {
  const auto channels = json::parse(R"([
    {"channel":"in_app","priority":0},
    {"channel":"email","delay":3600,"if":"{{notification.unseen}} == true","disabled":true},
    {"channel":"sms"},{"channel":"slack"},{"channel":"teams"},{"channel":"web_push"},
    {"channel":"mobile_push","delay":2592000,"priority":4294967295}])");
  const auto saved = save(channels);
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.parsed(), plan("project", channels));
  EXPECT_EQ(get(config, first.token).parsed(), plan("project", channels));
  EXPECT_EQ(get("/channels/project", first.token).parsed(), plan("project", channels));
  EXPECT_EQ(get(config, second.token).parsed(), plan("project", json::array()));
}

TEST_F(delivery_config_api, of_a_category_has_three_ways_in_and_two_out) {
  const json body = {{"category", "billing"}, {"channels", steps({"email"})}, {"disabled", true}};
  const auto made = post(config + "/categories", first.token, body);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.parsed(), plan("billing", steps({"email"}), true));
  const json keyed = {{"key", "a/b.c:d-e_f"}, {"channels", steps({"sms"})}};
  EXPECT_EQ(put(config, first.token, keyed).parsed(), plan("a/b.c:d-e_f", steps({"sms"})));
  EXPECT_EQ(get("/channels/a/b.c:d-e_f", first.token).parsed(), plan("a/b.c:d-e_f", steps({"sms"})));
  EXPECT_EQ(get(config + "?key=a%2Fb.c%3Ad-e_f", first.token).parsed(), plan("a/b.c:d-e_f", steps({"sms"})));
  const json newer = {{"key", "billing"}, {"channels", steps({"slack"})}, {"disabled", nullptr}};
  EXPECT_EQ(put("/channels", first.token, newer).parsed(), plan("billing", steps({"slack"})));
  EXPECT_EQ(get("/channels/billing", first.token).parsed(), plan("billing", steps({"slack"})));
  EXPECT_EQ(get(config, first.token).parsed(), plan("project", json::array()));
}

TEST_F(delivery_config_api, refuses_steps_that_break_the_rules_and_names_them) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {R"([{}])", "Param 'channels.0.channel' is missing"},
      {R"([{"channel":"pigeon"}])", "Param 'channels.0.channel' should be one of"},
      {R"([{"channel":"sms"},{"channel":"sms"}])", "Param 'channels.1.channel' should not be named twice"},
      {R"([{"channel":"sms","delay":-1}])", "Param 'channels.0.delay' should be at least 0"},
      {R"([{"channel":"sms","delay":2592001}])", "Param 'channels.0.delay' should be at most 2592000"},
      {R"([{"channel":"sms","delay":"5"}])", "Param 'channels.0.delay' should be of type integer"},
      {R"([{"channel":"in_app"},{"channel":"sms","if":"{{ notification."}])", "Param 'channels.1.if'"},
      {R"([{"channel":"sms","if":"notification.unseen =="}])", "Param 'channels.0.if'"},
      {R"([{"channel":"sms","if":5}])", "Param 'channels.0.if' should be of type string"},
      {R"([{"channel":"sms","disabled":"no"}])", "Param 'channels.0.disabled'"},
      {R"([{"channel":"sms","priority":-1}])", "Param 'channels.0.priority'"},
      {R"([{"channel":"sms","priority":4294967296}])", "Param 'channels.0.priority'"},
      {R"([7])", "Param 'channels.0' should be of type object"},
      {R"("sms")", "Param 'channels' should be of type array"},
  };
  for (const auto& [channels, message] : cases) {
    const auto answer = save(json::parse(channels));
    EXPECT_EQ(answer.status, 422) << channels;
    EXPECT_THAT(answer.message(), testing::StartsWith(message)) << channels;
  }
  EXPECT_EQ(get(config, first.token).parsed(), plan("project", json::array()));
}

TEST_F(delivery_config_api, bounds_conditions) {
  const auto step = [](std::size_t size) {
    return json::array({{{"channel", "sms"}, {"if", std::string(size, 'x')}}});
  };
  EXPECT_EQ(save(step(4096)).status, 200);
  EXPECT_EQ(save(step(4097)).message(), "Param 'channels.0.if' should have at most 4096 characters");
}

TEST_F(delivery_config_api, refuses_names_that_break_the_rules) {
  const auto channels = steps({"sms"});
  for (const auto* bad : {"ab", "a b", "", "über"}) {
    const json keyed = {{"key", bad}, {"channels", channels}};
    EXPECT_EQ(put(config, first.token, keyed).status, 422) << bad;
    EXPECT_EQ(put("/channels", first.token, keyed).status, 422) << bad;
  }
  for (const auto* bad : {"ab", "a.b.c", "a-b-c"}) {
    const json named = {{"category", bad}, {"channels", channels}};
    EXPECT_EQ(post(config + "/categories", first.token, named).status, 422) << bad;
  }
  EXPECT_THAT(put("/channels", first.token, {{"channels", channels}}).message(),
              testing::StartsWith("Param 'key' is missing"));
  EXPECT_EQ(put(config, first.token, {{"key", "billing"}}).message(), "Param 'channels' is missing");
  EXPECT_EQ(get(config + "?key=a%20b", first.token).status, 400);
  EXPECT_EQ(get("/channels/a%20b", first.token).status, 400);
}

TEST_F(delivery_config_api, is_the_administrators_alone_and_leaves_other_paths_be) {
  const auto user = customer_token(first, "ada");
  EXPECT_EQ(get(config, user).status, 401);
  EXPECT_EQ(get("/channels/billing", user).status, 401);
  EXPECT_EQ(get("/channels/user_preferences", user).status, 200);
  EXPECT_EQ(get("/channels/user_preferences", first.token).status, 401);
  EXPECT_EQ(get("/channels/slack/tokens", user).status, 200);
  EXPECT_EQ(remove(config, first.token).status, 405);
}

}  // namespace
}  // namespace carillon::api
