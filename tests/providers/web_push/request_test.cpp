#include "providers/web_push/request.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/providers/web_push/subscriptions.hpp"

namespace carillon::providers::web_push {
namespace {

using testing::browser;
using testing::noon;

struct sent {
  net::wire_request request;
  json payload;
  std::string header(std::string_view name) const {
    const auto found = std::ranges::find(request.headers, name, &net::wire_header::name);
    return found == request.headers.end() ? "(none)" : found->value;
  }
};

sent send(const message& words, const browser& to = {}) {
  sent out;
  const request_template made(words);
  const item whom = to.address_of();
  EXPECT_TRUE(made.fill({&whom, 1}, "vapid t=x, k=y", noon, out.request));
  const auto plain = ece::decrypt(to.keys, to.auth, out.request.body);
  EXPECT_TRUE(plain);
  out.payload = parse_json(*plain).value();
  return out;
}

error refusal_of(const message& words, const browser& to = {}) {
  net::wire_request request;
  const item whom = to.address_of();
  const auto filled = request_template(words).fill({&whom, 1}, "", noon, request);
  EXPECT_FALSE(filled);
  EXPECT_EQ(request.body, "");
  return filled.error();
}

TEST(web_push_request, says_what_the_service_worker_reads) {
  const auto made = send({.title = "T", .content = "C", .action_url = "https://x.y/z"});
  EXPECT_EQ(made.payload, (json{{"id", "0190a5c0-0000-7000-8000-000000000001"},
                                {"title", "T"},
                                {"content", "C"},
                                {"action_url", "https://x.y/z"}}));
  EXPECT_EQ(made.request.path, "/wpush/v2/secret?x=1");
  EXPECT_EQ(made.request.method, "POST");
}

TEST(web_push_request, leaves_out_what_there_is_not) {
  EXPECT_EQ(send({.title = "T"}).payload,
            (json{{"id", "0190a5c0-0000-7000-8000-000000000001"}, {"title", "T"}}));
  EXPECT_EQ(send({.title = "T", .custom_attributes = {{"a", 1}}}).payload.at("custom_attributes"),
            (json{{"a", 1}}));
}

TEST(web_push_request, has_the_headers_of_rfc_8030) {
  const auto made = send({.title = "T", .expires_at_unix = to_unix_ms(noon) / 1000 + 90});
  EXPECT_EQ(made.header("authorization"), "vapid t=x, k=y");
  EXPECT_EQ(made.header("content-encoding"), "aes128gcm");
  EXPECT_EQ(made.header("content-type"), "application/octet-stream");
  EXPECT_EQ(made.header("ttl"), "90");
  EXPECT_EQ(made.header("urgency"), "high");
  EXPECT_EQ(made.header("topic"), "AZClwAAAcACAAAAAAAAAAQ");
  EXPECT_EQ(send({.title = "T"}).header("ttl"), "2419200");
  EXPECT_EQ(send({.title = "T", .expires_at_unix = 1}).header("ttl"), "0");
}

TEST(web_push_request, takes_headers_and_payload_from_an_override) {
  const auto made = send({.title = "T",
                          .content = "C",
                          .provider_override = {{"TTL", "60"},
                                                {"Urgency", "low"},
                                                {"topic", "news_1-2"},
                                                {"content", nullptr},
                                                {"icon", "https://x.y/i.png"}}});
  EXPECT_EQ(made.header("ttl"), "60");
  EXPECT_EQ(made.header("urgency"), "low");
  EXPECT_EQ(made.header("topic"), "news_1-2");
  EXPECT_FALSE(made.payload.contains("content"));
  EXPECT_FALSE(made.payload.contains("topic"));
  EXPECT_EQ(made.payload.at("icon"), "https://x.y/i.png");
}

TEST(web_push_request, refuses_what_no_header_can_hold) {
  for (const json& wrong :
       {json{{"ttl", -1}}, json{{"ttl", "soon"}}, json{{"ttl", 2'419'201}}, json{{"ttl", 1.5}},
        json{{"urgency", "now"}}, json{{"urgency", "low\r\nx: y"}}, json{{"topic", ""}},
        json{{"topic", std::string(33, 'a')}}, json{{"topic", "a b"}}, json{{"topic", 5}}}) {
    ASSERT_TRUE(check_override(wrong)) << wrong;
    const auto refused = refusal_of({.title = "T", .provider_override = wrong});
    EXPECT_EQ(refused.code, errc::invalid_argument);
    EXPECT_TRUE(refused.detail.starts_with("overrides.providers.web_push.")) << refused.detail;
  }
  EXPECT_FALSE(check_override({{"ttl", 0}, {"topic", std::string(32, '_')}, {"anything", {1, 2}}}));
}

TEST(web_push_request, cuts_what_is_too_long_and_fills_the_limit) {
  for (const char* letter : {"a", "\"", "\xf0\x9f\x98\x80"}) {
    std::string content;
    while (content.size() < 5000) content += letter;
    const message words{.title = "T", .content = content};
    const browser to;
    const request_template made(words);
    const item whom = to.address_of();
    net::wire_request request;
    ASSERT_TRUE(made.fill({&whom, 1}, "", noon, request));
    EXPECT_LE(request.body.size(), 4096U);
    EXPECT_GT(request.body.size(), 4096U - 16);
    EXPECT_NE(made.note().find("the content was cut to "), std::string::npos);
  }
}

TEST(web_push_request, is_too_large_where_nothing_may_be_cut) {
  const std::string much(5000, 'x');
  EXPECT_EQ(refusal_of({.title = "T", .content = much, .is_cut_to_fit = false}).code, errc::too_large);
  EXPECT_EQ(refusal_of({.title = much}).code, errc::too_large);
  EXPECT_EQ(refusal_of({.title = "T", .provider_override = {{"content", much}}}).code, errc::too_large);
}

TEST(web_push_request, refuses_subscriptions_that_are_none_and_quotes_nothing_of_them) {
  std::vector<browser> wrong(5);
  wrong[0].details["keys"]["p256dh"] = "b";
  wrong[1].details["keys"]["auth"] = "a";
  wrong[2].details = nullptr;
  wrong[3].endpoint = "http://push.example.test/secret";
  wrong[4].details["keys"]["p256dh"] = base64url_encode('\4' + std::string(64, 'x'));
  for (const auto& each : wrong) {
    const auto refused = refusal_of({.title = "T"}, each);
    EXPECT_EQ(refused.code, errc::invalid_argument);
    EXPECT_EQ(refused.detail.find("secret"), std::string::npos) << refused.detail;
  }
}

TEST(web_push_request, reads_keys_in_each_alphabet_with_and_without_padding) {
  browser to;
  to.details["keys"]["p256dh"] = base64_encode(to.keys.point);
  to.details["keys"]["auth"] = base64_encode(to.auth);
  EXPECT_EQ(send({.title = "T"}, to).payload.at("title"), "T");
}

}  // namespace
}  // namespace carillon::providers::web_push
