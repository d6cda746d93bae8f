#include <gtest/gtest.h>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class broadcasts_test : public api_test {
 protected:
  test::http_answer post_once(const std::string& key, const std::string& body) {
    return send({.method = "POST",
                 .target = "/v2/broadcasts",
                 .bearer = first.token,
                 .body = body,
                 .headers = {{"Idempotency-Key", key}}});
  }
  static std::string with_attributes(const std::string& attributes) {
    return R"({"title":"t","recipients":[{"external_id":"u"}],"custom_attributes":)" + attributes + "}";
  }
};

TEST_F(broadcasts_test, are_the_same_request_whatever_the_order_of_its_keys) {
  const auto made = post_once("k", with_attributes(R"({"size":"XL","color":{"r":1,"g":2}})"));
  ASSERT_EQ(made.status, 201) << made.body;
  const auto again = post_once("k", R"({"custom_attributes":{"color":{"g":2,"r":1},"size":"XL"},)"
                                    R"("recipients":[{"external_id":"u"}],"title":"t"})");
  ASSERT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(again.parsed()["id"], made.parsed()["id"]);
  EXPECT_EQ(post_once("k", with_attributes(R"({"size":"XL","color":{"r":2,"g":1}})")).status, 422);
}

TEST_F(broadcasts_test, show_objects_in_the_order_they_were_given) {
  const std::string attributes = R"({"size":"XL","color":{"r":1,"g":2},"a":[{"z":1,"y":2}]})";
  const auto made = send({.method = "POST",
                          .target = "/v2/broadcasts",
                          .bearer = first.token,
                          .body = with_attributes(attributes)});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto shown = get("/broadcasts/" + made.parsed()["id"].get<std::string>(), first.token);
  EXPECT_EQ(dump_json(shown.parsed()["custom_attributes"]), attributes) << shown.body;
}

TEST_F(broadcasts_test, are_cancelled_once_and_say_when) {
  const auto made = post_once("c", with_attributes("{}"));
  ASSERT_EQ(made.status, 201) << made.body;
  const auto target = "/v2/broadcasts/" + made.parsed()["id"].get<std::string>();
  const auto call = [&](const std::string& bearer) {
    return send({.method = "DELETE", .target = target, .bearer = bearer, .body = {}});
  };
  EXPECT_EQ(call(second.token).status, 404);
  const auto cancelled = call(first.token);
  ASSERT_EQ(cancelled.status, 200) << cancelled.body;
  EXPECT_TRUE(parse_rfc3339(cancelled.parsed()["cancelled_at"].get<std::string>()));
  EXPECT_NE(dump_json(cancelled.parsed()["status"]["errors"]).find("cancelled"), std::string::npos);
  EXPECT_EQ(call(first.token).parsed()["cancelled_at"], cancelled.parsed()["cancelled_at"]);
}

TEST_F(broadcasts_test, tell_who_holds_them) {
  const auto id = post_once("held", with_attributes("{}")).parsed()["id"].get<std::string>();
  const auto key = queue::keys("c:").counters(0, broadcast_id::parse(id).value());
  call({"HSET", key, "h1", "503:46:" + std::to_string(to_unix_ms(now()))});
  call({"HSET", key, "h2", "0:65535:1700000000000"});
  const auto shown = get("/broadcasts/" + id, first.token).parsed();
  const auto& errors = shown["status"]["errors"];
  ASSERT_EQ(errors.size(), 2U) << shown;
  EXPECT_TRUE(errors[0]["message"].get<std::string>().starts_with("held: apns answers 503 since "));
  EXPECT_EQ(errors[1]["message"], "held: fcm does not answer since 22:13 UTC on 2023-11-14");
}

TEST_F(broadcasts_test, never_bend_a_wide_integer) {
  const auto answer =
      post_once("wide", with_attributes(R"({"deep":[{"wei":123456789012345678901234567890}]})"));
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.message().find("123456789012345678901234567890"), std::string::npos) << answer.message();
}

}  // namespace
}  // namespace carillon::api
