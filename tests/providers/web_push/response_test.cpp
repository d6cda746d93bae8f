#include "providers/web_push/response.hpp"

#include <gtest/gtest.h>

#include "providers/web_push/answers.hpp"
#include "tests/providers/web_push/subscriptions.hpp"

namespace carillon::providers::web_push {
namespace {

using enum answer_class;
using testing::noon;

answer read(int status, std::string body, std::string retry_after = {}) {
  return read_response({.status = status, .body = std::move(body), .retry_after = std::move(retry_after)},
                       noon);
}
std::string mozilla(int number) {
  return json{{"code", 400}, {"errno", number}, {"error", "E"}, {"message", "M"}}.dump();
}

struct expected {
  int status;
  std::string body;
  answer_class meaning;
  std::string reason;
  throttle_scope scope = throttle_scope::message;
};

TEST(web_push_response, reads_every_row_of_the_table) {
  constexpr auto host = throttle_scope::origin;
  const std::string fcm_mismatch =
      "permission denied: crypto key credentials do not correspond to the ones used to create the "
      "subscription.";
  const expected rows[]{{301, "", config, "moved", host},
                        {307, "", config, "moved (307)", host},
                        {308, "", config, "moved (308)", host},
                        {400, mozilla(101), payload, "errno 101"},
                        {400, mozilla(108), dead, "errno 108"},
                        {400, mozilla(110), payload, "errno 110"},
                        {400, mozilla(111), payload, "errno 111"},
                        {400, mozilla(112), payload, "errno 112"},
                        {400, mozilla(113), payload, "errno 113"},
                        {400, "<TITLE>UnauthorizedRegistration</TITLE>", dead, "UnauthorizedRegistration"},
                        {400, R"({"reason":"VapidPkHashMismatch"})", dead, "VapidPkHashMismatch"},
                        {400, R"({"reason":"BadWebPushTopic"})", payload, "BadWebPushTopic"},
                        {401, mozilla(109), reauth, "errno 109", host},
                        {401, "", reauth, "unauthorized", host},
                        {403, R"({"reason":"BadJwtToken"})", config, "BadJwtToken", host},
                        {403, fcm_mismatch, dead, "credentials do not correspond"},
                        {403, "", config, "forbidden", host},
                        {404, mozilla(102), dead, "errno 102"},
                        {404, "<html>", dead, "not found"},
                        {405, "", config, "method not allowed", host},
                        {406, "", retry_after, "throttled", host},
                        {410, mozilla(103), dead, "errno 103"},
                        {410, mozilla(105), dead, "errno 105"},
                        {410, mozilla(106), dead, "errno 106"},
                        {410, R"({"reason":"Unsubscribed"})", dead, "gone"},
                        {411, "", config, "length required", host},
                        {412, "", retry, "precondition failed"},
                        {413, mozilla(104), payload, "errno 104"},
                        {413, "", payload, "too large"},
                        {429, "", retry_after, "too many requests", host},
                        {500, mozilla(999), retry, "errno 999"},
                        {500, "oops", retry, "internal error"},
                        {502, mozilla(900), retry, "errno 900"},
                        {502, mozilla(901), retry, "errno 901"},
                        {502, mozilla(902), retry, "errno 902"},
                        {502, mozilla(903), retry, "errno 903"},
                        {502, "<html>", retry, "bad gateway"},
                        {503, mozilla(201), retry, "errno 201"},
                        {503, mozilla(202), retry, "errno 202"},
                        {503, "", retry_after, "unavailable", host}};
  ASSERT_EQ(std::size(rows), answers().size());
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    const auto got = read(rows[i].status, rows[i].body);
    EXPECT_EQ(got.reason, i + 1) << rows[i].reason;
    EXPECT_EQ(answers()[i].reason, rows[i].reason);
    EXPECT_EQ(got.meaning, rows[i].meaning) << rows[i].reason;
    EXPECT_EQ(got.scope, rows[i].scope) << rows[i].reason;
    EXPECT_EQ(got.text, "");
  }
}

TEST(web_push_response, takes_every_success) {
  for (const int status : {200, 201, 202, 204}) EXPECT_EQ(read(status, "<html>").meaning, ok) << status;
}

TEST(web_push_response, goes_by_the_status_where_the_code_is_unknown) {
  EXPECT_EQ(read(410, mozilla(777)).meaning, dead);
  EXPECT_EQ(read(400, mozilla(777)).meaning, payload);
  EXPECT_EQ(read(400, "{").reason, 0xffff);
  EXPECT_EQ(read(302, "").meaning, config);
  EXPECT_EQ(read(302, "").scope, throttle_scope::origin);
  EXPECT_EQ(read(418, "").meaning, payload);
  EXPECT_EQ(read(504, "").meaning, retry);
}

TEST(web_push_response, waits_as_it_is_told) {
  EXPECT_EQ(read(429, "", "7").wait, std::chrono::seconds(7));
  EXPECT_EQ(read(429, "").wait, std::chrono::seconds(30));
  EXPECT_EQ(read(406, "", "Mon, 23 Nov 2026 12:00:09 GMT").wait, std::chrono::seconds(9));
  EXPECT_EQ(read(503, mozilla(202)).wait, std::chrono::seconds(0));
}

TEST(web_push_response, quotes_nothing_a_strangers_host_says) {
  EXPECT_EQ(read(418, "authorization: vapid t=eyJ…").text, "");
  EXPECT_EQ(read(400, json{{"message", "vapid t=eyJ"}}.dump()).text, "");
}

}  // namespace
}  // namespace carillon::providers::web_push
