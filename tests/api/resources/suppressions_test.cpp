#include <gmock/gmock.h>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class suppression_routes_test : public api_test {
 protected:
  test::http_answer add(const json& body) { return post(path, first.token, body); }
  json listed(const std::string& query = {}) { return get(path + query, first.token).parsed()["data"]; }

  const std::string path = "/suppressions";
};

TEST_F(suppression_routes_test, put_an_address_on_the_list_and_take_it_off) {
  const auto made = add({{"email", "Zoe@Example.net"}, {"note", "asked us"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto entry = made.parsed();
  EXPECT_EQ(entry["email"], "Zoe@Example.net");
  EXPECT_EQ(entry["reason"], "manual");
  EXPECT_EQ(entry["source"], "api");
  EXPECT_EQ(entry["note"], "asked us");
  const auto own = path + "/" + entry["id"].get<std::string>();
  EXPECT_EQ(get(own, first.token).parsed(), entry);
  EXPECT_EQ(listed(), json::array({entry}));
  EXPECT_EQ(listed("?email=zoe%40EXAMPLE.net"), json::array({entry}));
  EXPECT_EQ(listed("?email=ada%40example.net"), json::array());
  EXPECT_EQ(get(own, second.token).status, 404);
  EXPECT_EQ(remove(own, second.token).status, 404);
  EXPECT_EQ(remove(own, first.token).status, 204);
  EXPECT_EQ(remove(own, first.token).status, 404);
  EXPECT_TRUE(listed().empty());
}

TEST_F(suppression_routes_test, answer_the_entry_that_is_there) {
  const auto first_answer = add({{"email", "zoe@example.net"}, {"reason", "bounce"}}).parsed();
  EXPECT_EQ(add({{"email", "ZOE@example.net"}}).parsed(), first_answer);
  EXPECT_EQ(listed().size(), 1U);
}

TEST_F(suppression_routes_test, name_the_field_that_is_wrong) {
  const std::vector<std::pair<json, std::string>> wrong{
      {{{"note", "x"}}, "email"},
      {{{"email", "zoe"}}, "email"},
      {{{"email", "zoe@example.net"}, {"reason", "spite"}}, "reason"},
      {{{"email", "zoe@example.net"}, {"note", std::string(126, 'x')}}, "note"},
      {{{"email", "zoe@example.net"}, {"until", 1}}, "until"}};
  for (const auto& [body, field] : wrong) {
    const auto answer = add(body);
    EXPECT_EQ(answer.status, 422) << answer.body;
    EXPECT_THAT(answer.body, testing::HasSubstr(field));
  }
}

TEST_F(suppression_routes_test, page_through_a_long_list) {
  for (int number = 0; number < 5; ++number) add({{"email", "p" + std::to_string(number) + "@example.net"}});
  const auto page = get(path + "?limit=2", first.token).parsed();
  EXPECT_EQ(page["data"][0]["email"], "p4@example.net");
  const auto rest = get(path_of(page["links"]["next"]), first.token).parsed();
  EXPECT_EQ(rest["data"][0]["email"], "p2@example.net");
  EXPECT_EQ(rest["data"].size(), 2U);
  EXPECT_FALSE(rest["links"]["prev"].is_null());
}

TEST_F(suppression_routes_test, tell_of_changes_without_the_address) {
  const auto entry = add({{"email", "zoe@example.net"}}).parsed();
  const auto events = get("/events", first.token);
  EXPECT_THAT(events.body, testing::HasSubstr("suppression.added"));
  EXPECT_THAT(events.body, testing::HasSubstr(entry["id"].get<std::string>()));
  EXPECT_THAT(events.body, testing::Not(testing::HasSubstr("zoe@")));
}

}  // namespace
}  // namespace carillon::api
