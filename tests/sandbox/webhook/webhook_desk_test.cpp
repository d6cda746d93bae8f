#include "sandbox/webhook/webhook_desk.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "tests/sandbox/callers.hpp"
#include "tests/sandbox/shown.hpp"

namespace carillon::sandbox::testing {
namespace {

const std::string key(32, 'k'), former_key(24, 'f');

std::string secret_of(const std::string& of) {
  return "whsec_" + base64_encode(of);
}

std::string signature_of(const std::string& of, const std::string& id, std::int64_t at,
                         const std::string& body) {
  const auto mac = hmac_sha256(of, {id, ".", std::to_string(at), ".", body});
  return "v1," + base64_encode(as_text(mac));
}

/// A call that is right in every way.
request_builder call(const std::string& name = "orders", const std::string& by = key) {
  request_builder made;
  made.path = "/hook/" + name + "?x=1";
  made.body = R"({"type":"delivery.sent","timestamp":"2026-11-23T12:00:00Z",)"
              R"("data":{"id":"e-1","log":"Sent","context":{"notification_id":"n-1"}}})";
  const auto at = seconds_of(noon);
  made.with("content-type", "application/json")
      .with("webhook-id", "e-1")
      .with("webhook-timestamp", std::to_string(at))
      .with("webhook-signature", signature_of(by, "e-1", at, made.body));
  return made;
}

struct receiver : caller {
  receiver()
      : caller({}, {},
               json{{"webhook",
                     {{{"name", "orders"}, {"secret", secret_of(key)}},
                      {{"name", "orders"}, {"secret", secret_of(former_key)}}}}}) {}
};

TEST(webhook_desk, takes_what_is_rightly_signed) {
  receiver at;
  const auto made = at.ask(call());
  EXPECT_EQ(made.reply.status, 200) << made.reply.detail;
  EXPECT_EQ(made.subject.token, "orders");
  EXPECT_EQ(made.subject.delivery_id, "e-1");
  EXPECT_EQ(made.subject.notification_id, "n-1");
}

TEST(webhook_desk, takes_either_of_two_secrets_and_any_of_several_signatures) {
  receiver at;
  EXPECT_EQ(at.ask(call("orders", former_key)).reply.status, 200);
  auto several = call();
  const auto right = several.view().header("webhook-signature");
  several.with("webhook-signature", "v1a,unknown v1,bm90IGl0 " + std::string(right));
  EXPECT_EQ(at.ask(several).reply.status, 200);
}

TEST(webhook_desk, refuses_another_secret_body_id_or_time) {
  receiver at;
  EXPECT_EQ(at.ask(call("orders", std::string(32, 'x'))).reply.reason, "UNAUTHORIZED");
  auto changed = call();
  changed.body += ' ';
  EXPECT_EQ(at.ask(changed).reply.reason, "UNAUTHORIZED");
  EXPECT_EQ(at.ask(call().with("webhook-id", "e-2")).reply.reason, "UNAUTHORIZED");
  const auto later = std::to_string(seconds_of(noon) + 1);
  EXPECT_EQ(at.ask(call().with("webhook-timestamp", later)).reply.reason, "UNAUTHORIZED");
}

TEST(webhook_desk, refuses_what_has_not_the_form) {
  receiver at;
  for (const auto* name : {"webhook-id", "webhook-timestamp", "webhook-signature"})
    EXPECT_EQ(at.ask(call().without(name)).reply.reason, "BAD_REQUEST") << name;
  EXPECT_EQ(at.ask(call().with("webhook-timestamp", "noon")).reply.reason, "BAD_REQUEST");
  EXPECT_EQ(at.ask(call(), noon + std::chrono::minutes(6)).reply.reason, "BAD_REQUEST");
  auto text = call();
  text.body = "delivered!";
  EXPECT_EQ(at.ask(text).reply.reason, "BAD_REQUEST");
  auto fetched = call();
  fetched.method = "GET";
  EXPECT_EQ(at.ask(fetched).reply.status, 405);
}

TEST(webhook_desk, says_that_it_did_not_look_where_it_knows_no_secret) {
  receiver at;
  const auto made = at.ask(call("strangers"));
  EXPECT_EQ(made.reply.status, 200);
  EXPECT_NE(made.reply.detail.find("no secret"), std::string::npos);
}

TEST(webhook_desk, misbehaves_by_name_and_by_rule) {
  receiver at;
  EXPECT_EQ(at.ask(call("sbx-GONE-1")).reply.status, 410);
  EXPECT_EQ(at.ask(call("sbx-STALL-1")).misbehaviour.kind, fault_kind::stall);
  const auto rules = parse_json(R"([{"provider":"webhook","match":{"token_prefix":"ord"},
                                     "action":{"respond":{"status":429,"retry_after":"7"}}}])");
  at.sandbox.rules().add(parse_rules(*rules).value());
  const auto made = at.ask(call());
  EXPECT_EQ(made.reply.status, 429);
  EXPECT_EQ(made.reply.retry_after, "7");
}

TEST(webhook_desk, reads_secrets_with_care) {
  receiver at;
  const auto put = [&](const json& entry) {
    return at.sandbox.set_credentials(json{{"webhook", json::array({entry})}});
  };
  EXPECT_TRUE(put({{"name", "a"}, {"secret", base64_encode(key)}}));
  EXPECT_FALSE(put({{"name", "a"}, {"secret", "whsec_?"}}));
  EXPECT_FALSE(put({{"name", "a"}, {"secret", "whsec_" + base64_encode("short")}}));
  EXPECT_FALSE(put({{"secret", secret_of(key)}}));
}

TEST(webhook_view, shows_what_happened_and_what_signs_it) {
  receiver at;
  const auto shown = shown_after(at.sandbox, call());
  EXPECT_EQ(shown.as, look::request);
  EXPECT_EQ(shown.title, "delivery.sent");
  EXPECT_EQ(shown.text, "Sent");
  EXPECT_EQ(field_of(shown, "webhook-id"), "e-1");
  EXPECT_EQ(shown.payload, call().body);
  auto broken = call();
  broken.body = "{";
  EXPECT_EQ(shown_after(at.sandbox, broken).note, "The body is no JSON.");
}

}  // namespace
}  // namespace carillon::sandbox::testing
