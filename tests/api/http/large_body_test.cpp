// Who may send a large body, and before what: over a real server.
#include <gtest/gtest.h>

#include <list>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class large_body_test : public api_test {
 protected:
  static std::string head(const std::string& path, std::size_t size, const std::string& headers) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " + std::to_string(size) +
           "\r\n\r\n";
  }
  std::string bearer() const { return "Authorization: Bearer " + first.token + "\r\n"; }
  static std::string broadcast_of(std::size_t content) {
    return dump_json({{"title", "t"},
                      {"content", std::string(content, 'x')},
                      {"recipients", json::array({{{"external_id", "u"}}})}});
  }
};

TEST_F(large_body_test, needs_a_valid_token_before_it_comes) {
  const auto refused = [&](const std::string& path, const std::string& headers) {
    test::http_client client(port());
    client.write(head(path, 9 << 20, headers));
    return client.read().status;
  };
  EXPECT_EQ(refused("/v2/broadcasts", ""), 401);
  EXPECT_EQ(refused("/v2/broadcasts", "Authorization: Bearer a.b.c\r\n"), 401);
  EXPECT_EQ(refused("/v2/broadcasts", "Authorization: Bearer " + customer_token(first, "u") + "\r\n"), 401);
  EXPECT_EQ(refused("/v2/nothing", bearer()), 413);
  EXPECT_EQ(refused("/v2/integrations/github/webhooks/incoming/0194a3b2-0000-7000-8000-000000000000", ""),
            404);
  test::http_client stranger(port());
  stranger.write(head("/v2/users", 100'000, ""));
  EXPECT_EQ(stranger.read().status, 401);
}

TEST_F(large_body_test, is_invited_for_a_known_caller_only) {
  test::http_client stranger(port());
  stranger.write(head("/v2/broadcasts", 10, "Expect: 100-continue\r\n"));
  EXPECT_EQ(stranger.read().status, 401);
  const auto body = broadcast_of(9 << 20);
  test::http_client caller(port());
  caller.write(head("/v2/broadcasts", body.size(), bearer() + "Expect: 100-continue\r\n"));
  EXPECT_EQ(caller.read().status, 100);
  caller.write(body);
  EXPECT_EQ(caller.read().status, 201);
}

TEST_F(large_body_test, of_a_caller_survives_any_number_of_strangers) {
  const auto body = broadcast_of(9 << 20);
  test::http_client caller(port());
  caller.write(head("/v2/broadcasts", body.size(), bearer()));
  caller.write(std::string_view(body).substr(0, 5 << 20));
  std::list<test::http_client> strangers;
  for (int i = 0; i < 30; ++i) {
    strangers.emplace_back(port()).write(head("/v2/broadcasts", 9 << 20, ""));
    EXPECT_EQ(strangers.back().read().status, 401);
  }
  caller.write(std::string_view(body).substr(5 << 20));
  EXPECT_EQ(caller.read().status, 201);
}

TEST_F(large_body_test, comes_back_as_it_was_sent_alone_and_on_a_page_that_ends_before_it_is_too_large) {
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) {
    const auto made = post("/broadcasts", first.token, json::parse(broadcast_of(5 << 20)));
    ASSERT_EQ(made.status, 201);
    ids.push_back(made.parsed()["id"]);
    EXPECT_EQ(made.parsed()["content"].get<std::string>().size(), 5U << 20);
  }
  EXPECT_EQ(get("/broadcasts/" + ids[0], first.token).parsed()["content"].get<std::string>().size(),
            5U << 20);
  std::vector<std::string> walked;
  std::string path = "/broadcasts?limit=100";
  while (!path.empty()) {
    const auto answer = get(path, first.token);
    EXPECT_LT(answer.body.size(), 20U << 20);
    const auto page = answer.parsed();
    for (const auto& one : page["data"]) walked.push_back(one["id"]);
    path = page["links"]["next"].is_null() ? "" : path_of(page["links"]["next"]);
  }
  std::ranges::reverse(ids);
  EXPECT_EQ(walked, ids);
}

}  // namespace
}  // namespace carillon::api
