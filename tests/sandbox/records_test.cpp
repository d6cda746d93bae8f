// The ledger, the counts and the fast lane: what the sandbox remembers of what it saw.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

/// A file name of its own, gone at the end.
struct scratch_file {
  scratch_file() {
    char name[] = "/tmp/sandbox-test-XXXXXX";
    directory = ::mkdtemp(name);
    path = directory + "/ledger";
  }
  ~scratch_file() { std::filesystem::remove_all(directory); }
  std::string content() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string directory;
  std::string path;
};

TEST(ledger, has_a_line_for_every_request_before_the_answer_leaves) {
  const scratch_file file;
  caller sandbox({}, ledger::open(file.path).value());
  const auto push = apns_push();
  sandbox.ask(push);
  auto lost = apns_push().without("apns-collapse-id");
  lost.path = "/3/device/" + device_token("eeeeee96");
  sandbox.ask(lost);
  sandbox.ask(fcm_push(sandbox.bearer(), fcm_message("sbx-UNREGISTERED-1")));
  EXPECT_EQ(file.content(), "");
  sandbox.sandbox.flush_ledger();

  const auto hash = [](const std::string& body) { return hex_encode(as_text(sha256(body)).substr(0, 8)); };
  const std::string start = std::to_string(to_unix_us(noon));
  const std::string id = "01234567-89ab-7def-8123-456789abcdef";
  const std::string text = file.content();
  EXPECT_TRUE(text.starts_with(start + " apns " + device_token() + " note-1 " + id + " 200 - " +
                               hash(push.body) + "\n"))
      << text;
  EXPECT_NE(text.find(" apns " + device_token("eeeeee96") + " - " + id + " 200 answer_lost "),
            std::string::npos);
  EXPECT_NE(text.find(" token push@demo.test - - 200 - "), std::string::npos);
  EXPECT_NE(text.find(" fcm sbx-UNREGISTERED-1 note-1 delivery-1 404 UNREGISTERED "), std::string::npos);
}

TEST(ledger, cannot_be_forged_by_what_comes_in) {
  const scratch_file file;
  caller sandbox({}, ledger::open(file.path).value());
  sandbox.ask(apns_push().with("apns-collapse-id", "a b\nc"));
  sandbox.sandbox.flush_ledger();
  EXPECT_NE(file.content().find(" a_b_c "), std::string::npos);
}

TEST(ledger, is_refused_where_it_cannot_be_written) {
  EXPECT_FALSE(ledger::open("/nowhere/at/all"));
}

TEST(counts, tell_accepted_distinct_and_refused_apart) {
  caller sandbox;
  sandbox.ask(apns_push());
  sandbox.ask(apns_push());
  sandbox.ask(apns_push().with("apns-collapse-id", "note-2"));
  sandbox.ask(apns_push().without("apns-topic"));
  sandbox.ask(fcm_push(sandbox.bearer(), fcm_message()));
  const json shown = sandbox.sandbox.counted().to_json();
  EXPECT_EQ(shown.at("total"), 5);
  EXPECT_EQ(shown.at("accepted"), 4);
  EXPECT_EQ(shown.at("distinct"), 3);
  EXPECT_EQ(shown.at("apns"), (json{{"200", 3}, {"400 MissingTopic", 1}}));
  EXPECT_EQ(shown.at("fcm"), (json{{"200", 1}}));
  EXPECT_EQ(shown.at("token"), (json{{"200", 1}}));
  sandbox.sandbox.reset();
  EXPECT_EQ(sandbox.sandbox.counted().to_json().at("total"), 0);
}

/// What front asks for each request.
bool is_accepted_at_once(caller& sandbox, request_builder request) {
  return sandbox.sandbox.accept_at_once(request.view(), sandbox.connection).has_value();
}

TEST(fast_lane, opens_after_the_first_verified_push_of_a_connection) {
  caller sandbox({.is_fast = true});
  sandbox.connection.is_raised = true;
  EXPECT_FALSE(is_accepted_at_once(sandbox, apns_push()));
  const auto push = apns_push();
  EXPECT_EQ(sandbox.ask(push).reply.status, 200);
  EXPECT_TRUE(is_accepted_at_once(sandbox, push));
  EXPECT_FALSE(is_accepted_at_once(sandbox, apns_push(noon - std::chrono::minutes(30))));
  EXPECT_EQ(sandbox.sandbox.counted().to_json().at("apns"), (json{{"200", 2}}));
}

TEST(fast_lane, is_closed_to_refused_tokens_canned_tokens_and_while_rules_hold) {
  caller sandbox({.is_fast = true});
  sandbox.connection.is_raised = true;
  const auto forged = apns_push().with("authorization", "bearer abc");
  EXPECT_EQ(sandbox.ask(forged).reply.status, 403);
  EXPECT_FALSE(is_accepted_at_once(sandbox, forged));
  const auto push = apns_push();
  sandbox.ask(push);
  auto canned = push;
  canned.path = "/3/device/" + device_token("eeeeee27");
  EXPECT_FALSE(is_accepted_at_once(sandbox, canned));
  EXPECT_EQ(sandbox.ask(canned).reply.status, 410);
  sandbox.sandbox.rules().add(parse_rules(json::parse(R"([{"action":"stall"}])")).value());
  EXPECT_FALSE(is_accepted_at_once(sandbox, push));
}

TEST(fast_lane, takes_unsigned_pushes_only_when_nothing_is_verified) {
  caller strict({.is_fast = true});
  strict.connection.is_raised = true;
  EXPECT_FALSE(is_accepted_at_once(strict, apns_push().without("authorization")));
  EXPECT_EQ(strict.ask(apns_push().without("authorization")).reply.status, 403);
  caller lax({.is_fast = true, .is_verified = false});
  lax.connection.is_raised = true;
  EXPECT_TRUE(is_accepted_at_once(lax, apns_push().without("authorization")));
}

TEST(credentials, name_what_is_wrong) {
  const std::pair<const char*, const char*> cases[]{
      {R"([])", "credentials"},
      {R"({"apns":{}})", "apns"},
      {R"({"apns":[{"key_id":"K"}]})", "apns[0] team_id"},
      {R"({"apns":[{"team_id":"T","key_id":"K","public_key":"nonsense"}]})", "apns[0]"},
      {R"({"fcm":[{"project_id":"p"}]})", "fcm[0] client_email"},
      {R"({"token":[{}]})", "token"},
      {R"({"carrier_pigeon":[]})", "carrier_pigeon"}};
  for (const auto& [text, place] : cases) {
    caller sandbox;
    const auto put = sandbox.sandbox.set_credentials(json::parse(text));
    ASSERT_FALSE(put) << text;
    EXPECT_TRUE(put.error().detail.starts_with(place)) << put.error().detail;
    EXPECT_EQ(sandbox.ask(apns_push()).reply.status, 200);
  }
}

TEST(behaviour, changes_only_what_is_named) {
  const behaviour before{.latency = std::chrono::milliseconds(40)};
  const auto after = parse_behaviour(json{{"max_streams", 7}}, before);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->max_streams, 7U);
  EXPECT_EQ(after->latency, before.latency);
  EXPECT_FALSE(parse_behaviour(json{{"latency", 7}}, before));
  EXPECT_EQ(parse_behaviour(json{{"callback_origin", "http://127.0.0.1:80"}}, before)->callback_origin,
            "http://127.0.0.1:80");
  for (const json& wrong : {json("127.0.0.1"), json("http://127.0.0.1/path"), json(7)})
    EXPECT_FALSE(parse_behaviour(json{{"callback_origin", wrong}}, before)) << dump_json(wrong);
  EXPECT_FALSE(parse_behaviour(json{{"latency_ms", -1}}, before));
  EXPECT_FALSE(parse_behaviour(json{{"apns_environment", "moon"}}, before));
}

}  // namespace
}  // namespace carillon::sandbox::testing
