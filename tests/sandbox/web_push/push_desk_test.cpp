#include <gtest/gtest.h>

#include <functional>

#include "base/crypto_ece.hpp"
#include "base/encoding.hpp"
#include "sandbox/web_push/push_errors.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

struct application {
  ece::key_pair pair = ece::generate();
  signing_key key = signing_key::from_p256({pair.point, pair.scalar.reveal()}).value();
  std::string public_key = base64url_encode(pair.point);
};
const application& ours() {
  static const application made;
  return made;
}
const application& theirs() {
  static const application made;
  return made;
}

json vapid_claims() {
  return {{"aud", "https://127.0.0.1:8443"},
          {"exp", seconds_of(noon) + 3600},
          {"sub", "mailto:push@example.com"}};
}
std::string vapid(const json& claims, const application& by = ours()) {
  return "vapid t=" + sign_jws({{"typ", "JWT"}}, claims, by.key) + ", k=" + by.public_key;
}

struct push_caller : caller {
  explicit push_caller(service_options options = {})
      : caller(options, {},
               {{"web_push",
                 {{{"public_key", ours().public_key}}, {{"public_key", theirs().public_key + "="}}}}}) {}

  json subscribe(const std::string& name = "browser-1") {
    const auto made = sandbox.control("POST", "subscriptions",
                                      dump_json(json{{"public_key", ours().public_key}, {"names", {name}}}));
    return made->body.at("subscriptions").at(0);
  }
  request_builder message(const json& to, const std::string& text = R"({"id":"note-1","title":"T"})") {
    request_builder made;
    made.path = to.at("endpoint").get<std::string>();
    const auto bytes = [&](const char* key) {
      return base64url_decode(to.at("keys").at(key).get<std::string>()).value();
    };
    EXPECT_TRUE(ece::encrypt({bytes("p256dh"), bytes("auth")}, text, made.body));
    made.with("authorization", vapid(vapid_claims()))
        .with("ttl", "60")
        .with("content-encoding", "aes128gcm")
        .with("urgency", "high")
        .with("topic", "AZClwAAAcACAAAAAAAAAAQ");
    return made;
  }
};

TEST(push_desk, takes_a_right_message_and_reads_it) {
  push_caller service;
  const auto made = service.ask(service.message(service.subscribe()));
  EXPECT_EQ(made.reply.status, 201) << made.reply.detail;
  EXPECT_TRUE(made.reply.header("location").starts_with("https://127.0.0.1:8443/m/"));
  EXPECT_EQ(made.reply.header("ttl"), "60");
  EXPECT_EQ(made.subject.token, "browser-1");
  EXPECT_EQ(made.subject.notification_id, "note-1");
  EXPECT_EQ(service.sandbox.counted().to_json().at("web_push"), (json{{"201", 1}}));
}

TEST(push_desk, shows_what_a_subscription_was_told_last) {
  push_caller service;
  const auto to = service.subscribe("browser-2");
  const auto shown = [&] { return *service.sandbox.control("GET", "subscriptions/browser-2", ""); };
  EXPECT_EQ(shown().status, 404);
  service.ask(service.message(to, R"({"id":"note-1"})"));
  service.ask(service.message(to, R"({"id":"note-2"})"));
  EXPECT_EQ(shown().status, 200);
  EXPECT_EQ(shown().body, (json{{"id", "note-2"}}));
  EXPECT_EQ(service.sandbox.control("GET", "subscriptions/browser-3", "")->status, 404);
}

struct broken_message {
  const char* name;
  const char* key;
  std::function<void(request_builder&)> breaking;
};
void PrintTo(const broken_message& each, std::ostream* out) {
  *out << each.name;
}
const auto without = [](const char* name) { return [=](request_builder& made) { made.without(name); }; };
const auto with = [](const char* name, const std::string& value) {
  return [=](request_builder& made) { made.with(name, value); };
};
const auto claim = [](const char* name, const json& value) {
  return [=](request_builder& made) {
    auto claims = vapid_claims();
    claims[name] = value;
    made.with("authorization", vapid(claims));
  };
};

class push_refusal : public ::testing::TestWithParam<broken_message> {};

TEST_P(push_refusal, names_the_broken_rule) {
  push_caller service;
  auto request = service.message(service.subscribe());
  GetParam().breaking(request);
  const auto made = service.ask(request);
  EXPECT_EQ(made.reply.reason, GetParam().key) << made.reply.detail;
  EXPECT_EQ(made.reply.status, find_push_error(GetParam().key)->http);
}

INSTANTIATE_TEST_SUITE_P(
    headers, push_refusal,
    ::testing::Values(
        broken_message{"no_ttl", "MISSING_HEADER", without("ttl")},
        broken_message{"odd_ttl", "INVALID_TTL", with("ttl", "soon")},
        broken_message{"negative_ttl", "INVALID_TTL", with("ttl", "-1")},
        broken_message{"no_encoding", "INVALID_CRYPTO_KEYS", without("content-encoding")},
        broken_message{"old_encoding", "INVALID_CRYPTO_KEYS", with("content-encoding", "aesgcm")},
        broken_message{"urgency", "MISSING_HEADER", with("urgency", "now")},
        broken_message{"topic_long", "INVALID_TOPIC", with("topic", std::string(33, 'a'))},
        broken_message{"topic_letters", "INVALID_TOPIC", with("topic", "a b")},
        broken_message{"method", "METHOD_NOT_ALLOWED", [](request_builder& made) { made.method = "GET"; }},
        broken_message{"size", "DATA_TOO_LARGE", [](request_builder& made) { made.body.resize(4097); }},
        broken_message{"endpoint", "INVALID_ENDPOINT", [](request_builder& made) { made.path += "/"; }}));

INSTANTIATE_TEST_SUITE_P(
    callers, push_refusal,
    ::testing::Values(
        broken_message{"nobody", "UNAUTHORIZED", without("authorization")},
        broken_message{"bearer", "UNAUTHORIZED", with("authorization", "Bearer x")},
        broken_message{"no_key", "INVALID_AUTH", with("authorization", "vapid t=a.b.c")},
        broken_message{"no_token", "BAD_JWT", with("authorization", "vapid k=" + ours().public_key)},
        broken_message{"audience", "BAD_JWT", claim("aud", "https://127.0.0.1:8443/")},
        broken_message{"expired", "BAD_JWT", claim("exp", seconds_of(noon))},
        broken_message{"lives_too_long", "BAD_JWT", claim("exp", seconds_of(noon) + 86'401)},
        broken_message{"no_contact", "BAD_JWT", claim("sub", nullptr)},
        broken_message{"odd_contact", "BAD_JWT", claim("sub", "mailto: <push@example.com>")},
        broken_message{"local_contact", "BAD_JWT", claim("sub", "mailto:push@localhost")},
        broken_message{
            "another_subscriptions_key", "WRONG_KEY",
            [](request_builder& made) { made.with("authorization", vapid(vapid_claims(), theirs())); }},
        broken_message{"a_strangers_key", "FORBIDDEN",
                       [](request_builder& made) { made.with("authorization", vapid(vapid_claims(), {})); }},
        broken_message{"another_signature", "BAD_JWT",
                       [](request_builder& made) {
                         auto text = vapid(vapid_claims(), theirs());
                         text.replace(text.find("k="), std::string::npos, "k=" + ours().public_key);
                         made.with("authorization", text);
                       }},
        broken_message{"tampered", "INVALID_CRYPTO_KEYS",
                       [](request_builder& made) { made.body.back() ^= 1; }},
        broken_message{"anothers_keys", "INVALID_CRYPTO_KEYS",
                       [](request_builder& made) { made.path += "x"; }}));

TEST(push_desk, answers_every_row_to_a_subscription_that_asks_for_it) {
  for (const auto& row : push_errors()) {
    push_caller service;
    const auto made = service.ask(service.message(service.subscribe("sbx-" + std::string(row.key) + "-1")));
    EXPECT_EQ(made.reply.status, row.http) << row.key;
    EXPECT_EQ(made.reply.reason, row.key);
    EXPECT_EQ(made.reply.retry_after, row.retry_after);
    if (row.number != 0) {
      EXPECT_EQ(parse_json(made.reply.body).value().at("errno"), row.number);
    }
  }
}

TEST(push_desk, remembers_tokens_only_as_long_as_they_live) {
  push_caller service;
  const auto request = service.message(service.subscribe());
  EXPECT_EQ(service.ask(request).reply.status, 201);
  EXPECT_EQ(service.ask(request, noon + std::chrono::seconds(3599)).reply.status, 201);
  EXPECT_EQ(service.ask(request, noon + std::chrono::hours(1)).reply.reason, "BAD_JWT");
}

TEST(push_desk, hands_out_subscriptions_only_for_what_is_right) {
  push_caller service;
  const auto status_of = [&](const json& body) {
    return service.sandbox.control("POST", "subscriptions", dump_json(body))->status;
  };
  EXPECT_EQ(status_of({{"public_key", "x"}, {"names", {"a"}}}), 400);
  EXPECT_EQ(status_of({{"public_key", ours().public_key}}), 400);
  EXPECT_EQ(status_of({{"public_key", ours().public_key}, {"names", {"a/b"}}}), 400);
  EXPECT_EQ(status_of({{"public_key", ours().public_key}, {"names", {"a", "b"}}}), 200);
  EXPECT_FALSE(service.sandbox.control("GET", "subscriptions", ""));
}

}  // namespace
}  // namespace carillon::sandbox::testing
