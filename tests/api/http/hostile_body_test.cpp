// Bodies made to hurt (hardening.md E2, E3, E7): every one is refused with the right status, creates nothing,
// and leaves the server well.
#include <gtest/gtest.h>

#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class hostile_body_test : public api_test {
 protected:
  test::http_answer put_user(const std::string& body,
                             std::vector<std::pair<std::string, std::string>> headers = {}) {
    return send({.method = "PUT",
                 .target = "/v2/users",
                 .bearer = first.token,
                 .body = body,
                 .headers = std::move(headers)});
  }
  test::http_answer broadcast(const std::string& body) {
    return send({.method = "POST", .target = "/v2/broadcasts", .bearer = first.token, .body = body});
  }
  /// A valid broadcast with `attributes` as its custom_attributes.
  test::http_answer broadcast_with(const std::string& attributes) {
    return broadcast(R"({"title":"t","recipients":[{"external_id":"u"}],"custom_attributes":)" + attributes +
                     '}');
  }
  std::size_t rows(const std::string& path) { return get(path, first.token).parsed()["data"].size(); }

  static std::string repeated(const std::string& text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
  }
};

TEST_F(hostile_body_test, json_of_any_depth_is_refused_before_it_costs_stack) {
  for (const std::size_t depth : {33u, 1000u, 10'000u, 100'000u, 1'000'000u}) {
    EXPECT_EQ(broadcast(std::string(depth, '[')).status, 400) << depth;
    EXPECT_EQ(broadcast(std::string(depth, '[') + std::string(depth, ']')).status, 400) << depth;
    EXPECT_EQ(broadcast(repeated(R"({"a":)", depth)).status, 400) << depth;
    EXPECT_EQ(broadcast_with(std::string(depth, '[') + std::string(depth, ']')).status, 400) << depth;
    EXPECT_EQ(broadcast_with(repeated(R"([{"a":)", depth)).status, 400) << depth;
  }
  EXPECT_EQ(broadcast_with(R"({"deep":)" + std::string(20, '[') + std::string(20, ']') + '}').status, 201);
}

TEST_F(hostile_body_test, json_with_a_million_keys_or_values_is_refused) {
  std::string keys = "{";
  for (int i = 0; i < 1'000'000; ++i) keys += "\"" + std::to_string(i) + "\":0,";
  keys.back() = '}';
  ASSERT_LT(keys.size(), std::size_t{12} << 20);
  EXPECT_EQ(broadcast_with(keys).status, 400);
  EXPECT_EQ(broadcast_with(R"({"a":[)" + repeated("0,", 1'000'000) + "0]}").status, 400);
}

TEST_F(hostile_body_test, a_long_string_meets_the_fields_own_limit) {
  const std::string ten_megabytes(10 << 20, 'a');
  EXPECT_EQ(broadcast(R"({"title":")" + ten_megabytes + R"(","recipients":[{"external_id":"u"}]})").status,
            422);
  EXPECT_EQ(put_user(R"({"external_id":")" + ten_megabytes + R"("})").status, 413);
  EXPECT_EQ(put_user(R"({"external_id":")" + std::string(500'000, 'a') + R"("})").status, 422);
  EXPECT_EQ(broadcast(R"({"title":"t","content":")" + std::string(2 << 20, 'a') +
                      R"(","recipients":[{"external_id":"u"}]})")
                .status,
            201);
}

TEST_F(hostile_body_test, what_is_no_strict_json_is_refused) {
  using namespace std::string_literals;
  const auto before = rows("/users");
  for (const auto& body : {""s,
                           " "s,
                           "{"s,
                           "}"s,
                           "null,"s,
                           "{}}"s,
                           "{} {}"s,
                           "{'external_id':'a'}"s,
                           R"({external_id:"a"})"s,
                           R"({"external_id":"a",})"s,
                           R"(/*x*/{"external_id":"a"})"s,
                           "// x\n{}"s,
                           "\xef\xbb\xbf{\"external_id\":\"a\"}"s,
                           R"({"external_id":"a","external_id":"b"})"s,
                           R"({"external_id":"a","\u0065xternal_id":"b"})"s,
                           R"({"custom_attributes":{"a":1,"a":1},"external_id":"a"})"s,
                           R"({"external_id":NaN})"s,
                           R"({"external_id":"a","custom_attributes":{"n":1e400}})"s,
                           R"({"external_id":"a","custom_attributes":{"n":-1e400}})"s,
                           R"({"external_id":"a","custom_attributes":{"n":Infinity}})"s,
                           R"({"external_id":"a","custom_attributes":{"n":01}})"s,
                           R"({"external_id":"a","custom_attributes":{"n":+1}})"s,
                           R"({"external_id":"a","custom_attributes":{"n":.5}})"s,
                           R"({"external_id":"a","custom_attributes":{"n":0x1}})"s,
                           R"({"external_id":"\ud800"})"s,
                           R"({"external_id":"\udc00\ud800"})"s,
                           R"({"external_id":"\ud800x"})"s,
                           "{\"external_id\":\"\xff\"}"s,
                           "{\"external_id\":\"\xc0\x80\"}"s,
                           "{\"external_id\":\"\xed\xa0\x80\"}"s,
                           "{\"external_id\":\"\xf4\x90\x80\x80\"}"s,
                           "{\"external_id\":\"a\nb\"}"s,
                           "{\"external_id\":\"a\0b\"}"s,
                           "{\"external_id\":\"a\"}\0"s,
                           R"({"external_id":"\x41"})"s,
                           R"({"external_id":"\u12"})"s}) {
    const auto answer = put_user(body.empty() ? " " : body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_FALSE(answer.message().empty()) << body;
  }
  EXPECT_EQ(rows("/users"), before);
}

TEST_F(hostile_body_test, numbers_at_the_edge_are_kept_or_refused_never_bent_into_others) {
  const auto saved = put_user(
      R"({"external_id":"n","custom_attributes":{"a":9007199254740993,"b":18446744073709551615,"c":-9223372036854775808,"d":1e308,"e":-0.0,"f":0.1}})");
  ASSERT_EQ(saved.status, 200);
  const auto kept = saved.parsed()["custom_attributes"];
  EXPECT_EQ(kept["a"].get<std::uint64_t>(), 9007199254740993u);
  EXPECT_EQ(kept["b"].get<std::uint64_t>(), 18446744073709551615u);
  EXPECT_EQ(kept["c"].get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(kept["d"].get<double>(), 1e308);
  EXPECT_EQ(kept["f"].get<double>(), 0.1);
}

TEST_F(hostile_body_test, only_json_is_taken_for_json) {
  const std::string body = R"({"external_id":"typed"})";
  for (const auto* type :
       {"text/plain", "application/xml", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "application/json; charset=utf-16",
        "application/json; charset=utf-7", "application/jsonp", "text/json", "application/json, text/plain",
        "application/json; charset=utf-8; charset=utf-16", "*/*", "json"}) {
    EXPECT_EQ(put_user(body, {{"Content-Type", type}}).status, 415) << type;
  }
  EXPECT_EQ(
      put_user(body, {{"Content-Type", "application/json"}, {"Content-Type", "application/json"}}).status,
      415);
  for (const auto* encoding : {"gzip", "br", "deflate, gzip", "identity, gzip"}) {
    EXPECT_EQ(put_user(body, {{"Content-Type", "application/json"}, {"Content-Encoding", encoding}}).status,
              415)
        << encoding;
  }
  EXPECT_EQ(get("/users?query=typed", first.token).parsed()["data"].size(), 0u);
  for (const auto* type : {"application/json", "Application/JSON", "application/json; charset=utf-8",
                           "application/json;charset=UTF-8"}) {
    EXPECT_EQ(put_user(body, {{"Content-Type", type}}).status, 200) << type;
  }
}

}  // namespace
}  // namespace carillon::api
