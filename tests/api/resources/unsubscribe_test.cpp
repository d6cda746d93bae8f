#include <gmock/gmock.h>

#include "store/unsubscribe_token.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class unsubscribing : public api_test {
 protected:
  void SetUp() override {
    api_test::SetUp();
    ada = customer_token(first, "ada");
    get(path, ada);  // makes her
    const auto listed = get("/users", first.token).parsed();
    user = *user_id::parse(listed["data"][0]["id"].get<std::string>());
  }
  std::string link(const std::string& category) {
    const store::unsubscribe_tokens tokens(keys().derive(store::unsubscribe_tokens::purpose));
    return "/u/" + tokens.make({.project = first.project.id, .user = user, .category = category});
  }
  test::http_answer submit(const std::string& to, const std::string& body) {
    return send({.method = "POST", .target = to, .body = body});
  }
  json saved() { return get(path, ada).parsed(); }

  const std::string path = "/channels/user_preferences";
  std::string ada;
  user_id user;
};

const std::string one_click = "List-Unsubscribe=One-Click";

TEST_F(unsubscribing, takes_one_post_without_any_login) {
  const auto answer = submit(link("news"), one_click);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  const auto off =
      json::parse(R"({"categories":[{"key":"news","channels":[{"name":"email","enabled":false}]}]})");
  EXPECT_EQ(saved(), off);
  EXPECT_EQ(submit(link("news"), one_click).status, 200);
  EXPECT_EQ(saved(), off);
}

TEST_F(unsubscribing, writes_nothing_when_a_page_is_fetched) {
  for (const std::string method : {"GET", "HEAD"}) {
    const auto answer = send({.method = method, .target = link("news")});
    EXPECT_EQ(answer.status, 200);
    if (method == "GET")
      EXPECT_THAT(answer.body, testing::HasSubstr("no more e-mail about <strong>news</strong>"));
  }
  EXPECT_EQ(submit(link("news"), "List-Unsubscribe=Maybe").status, 400);
  EXPECT_EQ(send({.method = "PUT", .target = link("news"), .body = one_click}).status, 405);
  EXPECT_EQ(saved(), json::parse(R"({"categories":[]})"));
}

TEST_F(unsubscribing, is_done_and_undone_by_the_pages_buttons) {
  EXPECT_THAT(submit(link("news"), "confirm=1").body, testing::HasSubstr("name=\"undo\""));
  EXPECT_EQ(saved()["categories"][0]["channels"][0]["enabled"], false);
  EXPECT_THAT(submit(link("news"), "undo=1").body, testing::HasSubstr("name=\"confirm\""));
  EXPECT_EQ(saved()["categories"][0]["channels"][0]["enabled"], true);
}

TEST_F(unsubscribing, leaves_all_other_choices_as_they_are) {
  const auto choices = json::parse(R"({"categories":[
    {"key":"billing","label":"Bills","channels":[{"name":"in_app","enabled":true},{"name":"email","enabled":true}]},
    {"key":"*","label":null,"channels":[{"name":"sms","enabled":false}]}]})");
  ASSERT_EQ(put(path, ada, choices).status, 204);
  ASSERT_EQ(submit(link("billing"), one_click).status, 200);
  // A category that was not named begins as the star spoke for it.
  ASSERT_EQ(submit(link("news"), one_click).status, 200);
  EXPECT_EQ(saved(), json::parse(R"({"categories":[
    {"key":"billing","label":"Bills","channels":[{"name":"in_app","enabled":true},{"name":"email","enabled":false}]},
    {"key":"*","label":null,"channels":[{"name":"sms","enabled":false}]},
    {"key":"news","channels":[{"name":"email","enabled":false},{"name":"sms","enabled":false}]}]})"));
}

TEST_F(unsubscribing, knows_no_link_but_its_own) {
  for (const auto& to : {std::string("/u/AAAA"), std::string("/u/x"), "/u/" + std::string(400, 'A')}) {
    EXPECT_EQ(submit(to, one_click).status, 404) << to;
    EXPECT_EQ(send({.target = to}).status, 404) << to;
  }
  const store::unsubscribe_tokens tokens(keys().derive(store::unsubscribe_tokens::purpose));
  const auto of_nobody =
      tokens.make({.project = first.project.id, .user = user_id::make(now()), .category = "news"});
  EXPECT_EQ(submit("/u/" + of_nobody, one_click).status, 404);
  const auto elsewhere = tokens.make({.project = second.project.id, .user = user, .category = "news"});
  EXPECT_EQ(submit("/u/" + elsewhere, one_click).status, 404);
}

}  // namespace
}  // namespace carillon::api
