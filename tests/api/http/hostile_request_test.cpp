// Paths, methods and cursors that try to be taken for others (hardening.md E7, E9).
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class hostile_request_test : public api_test {
 protected:
  int status_of(const std::string& method, const std::string& target) {
    return send({.method = method, .target = target, .bearer = first.token}).status;
  }
  void make_users(const tenant& of, int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_EQ(put("/users", of.token, {{"external_id", "u" + std::to_string(i)}}).status, 200);
    }
  }
  /// The cursor of the second page of users.
  std::string cursor_of(const tenant& of) {
    const auto next = get("/users?limit=1", of.token).parsed()["links"]["next"].get<std::string>();
    return next.substr(next.rfind('=') + 1);
  }
  static std::string escaped(char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'%', digits[byte >> 4], digits[byte & 15]};
  }
};

TEST_F(hostile_request_test, a_path_is_what_it_says_and_is_never_tidied) {
  ASSERT_EQ(status_of("GET", "/v2/users"), 200);
  for (const auto* target : {"/",
                             "/v2",
                             "/v2/",
                             "/v2/users/",
                             "/v2//users",
                             "//v2/users",
                             "/v2/./users",
                             "/v2/../v2/users",
                             "/v2/x/../users",
                             "/v2/%2e%2e/v2/users",
                             "/v2%2Fusers",
                             "/v2/users%2F",
                             "/v2/users%00",
                             "/v2/%75sers",
                             "/V2/users",
                             "/v2/Users",
                             "/v2/users.",
                             "/v2/users.json",
                             "/v2/users;jsessionid=1",
                             "/v2/users%20",
                             "/v2/users%3Flimit=1",
                             "/v3/users",
                             "/users",
                             "/v2\\users",
                             "/v2/users/..;/users"}) {
    const auto status = status_of("GET", target);
    EXPECT_TRUE(status == 404 || status == 400 || status == 405) << target << ' ' << status;
  }
}

TEST_F(hostile_request_test, an_id_in_the_path_is_a_uuid_or_a_400) {
  for (const auto* id :
       {"%00", "%2e%2e", "..", "%2F", "a", "%", "%zz", "%ff", "0192d1a0-0000-7000-8000-00000000000g",
        "0192d1a0000070008000000000000001", "{0192d1a0-0000-7000-8000-000000000001}",
        "0192d1a0-0000-7000-8000-000000000001%00", "external_id:u", "email:a@b.c", "%27%20OR%201=1", "*",
        "0192d1a0-0000-7000-8000-000000000001%0d%0aX:%20y"}) {
    EXPECT_EQ(status_of("GET", std::string("/v2/broadcasts/") + id), 400) << id;
    EXPECT_EQ(status_of("DELETE", std::string("/v2/users/") + id), 400) << id;
  }
  EXPECT_EQ(status_of("GET", "/v2/broadcasts/0192d1a0-0000-7000-8000-000000000001"), 404);
}

TEST_F(hostile_request_test, a_method_is_the_one_of_the_request_line) {
  make_users(first, 1);
  for (const auto* header : {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
    const auto listed = send(
        {.method = "GET", .target = "/v2/users", .bearer = first.token, .headers = {{header, "DELETE"}}});
    EXPECT_EQ(listed.status, 200) << header;
  }
  for (const auto* method : {"TRACE", "PATCH", "PROPFIND", "get", "Get", "FOO", "CONNECT", "DELETE"}) {
    const auto answer = send({.method = method, .target = "/v2/users?_method=GET", .bearer = first.token});
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.body, "") << method;
    EXPECT_NE(answer.header("allow").find("GET"), std::string::npos) << method;
  }
  const auto head = send({.method = "HEAD", .target = "/v2/users", .bearer = first.token});
  EXPECT_EQ(head.status, 200);
  EXPECT_NE(head.header("content-length"), "0");
  EXPECT_EQ(send({.method = "HEAD", .target = "/v2/users"}).status, 401);
  EXPECT_EQ(send({.method = "OPTIONS", .target = "/v2/users"}).status, 204);
  EXPECT_EQ(get("/users", first.token).parsed()["data"].size(), 1u);
}

TEST_F(hostile_request_test, query_parameters_are_one_each_and_well_formed) {
  for (const auto* query :
       {"limit=1&limit=2", "limit=%", "limit=%zz", "limit=%00", "limit=%ff", "page[size]=1&page%5Bsize%5D=2",
        "starting_after=x&ending_before=y", "limit=1&page[size]=1&page[size]=1"}) {
    EXPECT_EQ(status_of("GET", std::string("/v2/users?") + query), 400) << query;
  }
}

TEST_F(hostile_request_test, a_cursor_with_any_bit_flipped_is_refused) {
  make_users(first, 3);
  const auto cursor = cursor_of(first);
  ASSERT_EQ(get("/users?limit=1&starting_after=" + cursor, first.token).status, 200);
  for (std::size_t at = 0; at < cursor.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      const auto flipped = static_cast<char>(cursor[at] ^ (1 << bit));
      const auto changed = cursor.substr(0, at) + escaped(flipped) + cursor.substr(at + 1);
      for (const auto* name : {"starting_after=", "ending_before="}) {
        const auto answer = get(std::string("/users?limit=1&") + name + changed, first.token);
        ASSERT_EQ(answer.status, 400) << name << changed;
      }
    }
  }
}

TEST_F(hostile_request_test, a_cursor_is_good_for_its_own_list_of_its_own_project_only) {
  make_users(first, 3);
  make_users(second, 3);
  const auto foreign = cursor_of(second);
  EXPECT_EQ(get("/users?starting_after=" + foreign, second.token).status, 200);
  EXPECT_EQ(get("/users?starting_after=" + foreign, first.token).status, 400);
  for (const auto* list : {"/events", "/broadcasts", "/jwt/project"}) {
    EXPECT_EQ(get(std::string(list) + "?starting_after=" + cursor_of(first), first.token).status, 400)
        << list;
  }
  for (const auto* made_up :
       {"MQ", "MQ==", "0", "-1", "eyJpZCI6MX0", "%2e%2e", "null", "AAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_EQ(get(std::string("/users?starting_after=") + made_up, first.token).status, 400) << made_up;
  }
}

}  // namespace
}  // namespace carillon::api
