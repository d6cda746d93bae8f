#include "providers/mailgun/feedback.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::providers::mailgun {
namespace {

const timestamp noon = *parse_rfc3339("2026-11-28T12:00:00Z");
constexpr std::string_view nid = "0190a5c0-0000-7000-8000-00000000000a";
constexpr std::string_view did = "0190a5c0-0000-7000-8000-00000000000b";
const json config{{"webhook_signing_key", "key"}};

json event(const json& changes = json::object()) {
  json out{{"event", "failed"},
           {"severity", "permanent"},
           {"reason", "bounce"},
           {"recipient", "zoe@example.net"},
           {"delivery-status", {{"code", 550}, {"message", "no such\r\nuser"}}},
           {"user-variables", {{"nid", nid}, {"did", did}}}};
  out.merge_patch(changes);
  return out;
}

result<told_later> read(const json& data, timestamp when = noon, const json& with = config) {
  const auto moment = std::to_string(to_unix_ms(when) / 1000);
  const auto mac = hex_encode(as_text(hmac_sha256("key", {moment, "token-1"})));
  const auto body =
      dump_json({{"signature", {{"timestamp", moment}, {"token", "token-1"}, {"signature", mac}}},
                 {"event-data", data}});
  return read_feedback({.body = body, .header = [](std::string_view) { return std::string_view(); }}, with,
                       noon);
}

TEST(mailgun_feedback, tells_what_came_back_and_whether_for_good) {
  const auto told = read(event());
  ASSERT_TRUE(told);
  EXPECT_EQ(told->once, "token-1");
  ASSERT_EQ(told->all.size(), 1U);
  const auto& one = told->all[0];
  EXPECT_EQ(one.what, feedback::kind::gone);
  EXPECT_EQ(one.notification.to_string(), nid);
  EXPECT_EQ(one.delivery.to_string(), did);
  EXPECT_EQ(one.address, "zoe@example.net");
  EXPECT_TRUE(one.words.starts_with("550 no such")) << one.words;
  EXPECT_EQ(one.words.find('\n'), std::string::npos);
  EXPECT_EQ(read(event({{"reason", "suppress-bounce"}}))->all.at(0).what, feedback::kind::gone);
  EXPECT_EQ(read(event({{"reason", "generic"}}))->all.at(0).what, feedback::kind::soft);
  EXPECT_EQ(read(event({{"reason", "espblock"}}))->all.at(0).what, feedback::kind::bounced);
  const json refused{{"reason", "generic"}, {"delivery-status", {{"enhanced-code", "5.7.1"}}}};
  EXPECT_EQ(read(event(refused))->all.at(0).what, feedback::kind::bounced);
  EXPECT_EQ(read(event({{"event", "delivered"}}))->all.at(0).what, feedback::kind::delivered);
  EXPECT_EQ(read(event({{"event", "complained"}}))->all.at(0).what, feedback::kind::complained);
}

TEST(mailgun_feedback, passes_over_what_is_no_end_or_not_ours) {
  EXPECT_TRUE(read(event({{"severity", "temporary"}}))->all.empty());
  EXPECT_TRUE(read(event({{"event", "opened"}}))->all.empty());
  EXPECT_TRUE(read(event({{"user-variables", nullptr}}))->all.empty());
  EXPECT_TRUE(read(event({{"user-variables", {{"nid", "x"}}}}))->all.empty());
  EXPECT_TRUE(read(json())->all.empty());
}

TEST(mailgun_feedback, believes_nobody_else) {
  const auto code = [](const result<told_later>& read) { return read.error().code; };
  EXPECT_EQ(code(read(event(), noon, json::object())), errc::unauthenticated);
  EXPECT_EQ(code(read(event(), noon, {{"webhook_signing_key", "other"}})), errc::unauthenticated);
  EXPECT_EQ(code(read(event(), noon - std::chrono::minutes(16))), errc::unauthenticated);
  EXPECT_EQ(code(read(event(), noon + std::chrono::minutes(16))), errc::unauthenticated);
  for (const auto* const body : {"", "[]", "x"}) {
    EXPECT_EQ(
        code(read_feedback({.body = body, .header = [](std::string_view) { return std::string_view(); }},
                           config, noon)),
        errc::invalid_argument);
  }
}

}  // namespace
}  // namespace carillon::providers::mailgun
