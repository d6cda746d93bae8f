// `carillon webhook` against a real Redis.
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class webhook_command : public commands_test {
 protected:
  void SetUp() override {
    commands_test::SetUp();
    ASSERT_EQ(run_command({"project", "create", "Bells"}).exit_code, 0);
  }
  json parsed(std::vector<std::string> words) {
    const auto end = run_command(std::move(words));
    EXPECT_EQ(end.exit_code, 0) << end.errors;
    return json::parse(end.output, nullptr, false);
  }
  /// {id, secret}
  json added(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"webhook", "add", "https://hooks.example.com/a", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return parsed(words);
  }
  json shown(const std::string& id) { return parsed({"webhook", "show", id, "--json"}); }
  void expect_done(std::vector<std::string> words) {
    const auto end = run_command(std::move(words));
    EXPECT_EQ(end.exit_code, 0) << end.errors;
  }
  void expect_refusal(std::vector<std::string> words, const std::string& why) {
    const auto end = run_command(std::move(words));
    EXPECT_NE(end.exit_code, 0);
    EXPECT_THAT(end.errors, HasSubstr(why));
    EXPECT_EQ(end.output, "");
  }
};

TEST_F(webhook_command, adds_lists_shows_and_removes_one) {
  const auto made = added({"--event", "delivery.*", "--event", "job.failed", "--category", "orders"});
  const auto id = made["id"].get<std::string>();
  EXPECT_THAT(made["secret"].get<std::string>(), StartsWith("whsec_"));
  const auto all = parsed({"webhook", "list", "--json"});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["id"], id);
  EXPECT_EQ(all[0]["config"]["events"], json::array({"delivery.*", "job.failed"}));
  EXPECT_EQ(all[0]["config"]["categories"], json::array({"orders"}));
  EXPECT_EQ(shown(id)["status"]["state"], "active");
  for (const auto& words : {std::vector<std::string>{"webhook", "list"}, {"webhook", "show", id}}) {
    const auto end = run_command(words);
    EXPECT_THAT(end.output, HasSubstr("https://hooks.example.com/a"));
    EXPECT_EQ(end.output.find(made["secret"].get<std::string>()), std::string::npos);
  }
  expect_done({"webhook", "remove", id});
  EXPECT_EQ(parsed({"webhook", "list", "--json"}), json::array());
  expect_refusal({"webhook", "remove", id}, "no such webhook endpoint");
}

TEST_F(webhook_command, refuses_what_rest_refuses) {
  expect_refusal({"webhook", "add", "http://hooks.example.com/"}, "the URL should be an https uri");
  expect_refusal({"webhook", "add", "https://10.0.0.1/"}, "private");
  expect_refusal({"webhook", "add", "https://hooks.example.com/", "--event", "delivery.nonsense"},
                 "events.0");
  expect_refusal({"webhook", "show", "nonsense"}, "by its id");
  expect_refusal({"webhook", "show", "0193a6c4-7e5d-7c3a-9f41-2b8f5d1c6e70"}, "no such webhook endpoint");
}

TEST_F(webhook_command, rotates_a_secret_and_shows_it_once) {
  const auto made = added();
  const auto id = made["id"].get<std::string>();
  const auto fresh = parsed({"webhook", "rotate", id, "--overlap", "1h", "--json"});
  EXPECT_EQ(fresh["id"], id);
  EXPECT_NE(fresh["secret"], made["secret"]);
  for (int count = 0; count < 2; ++count) expect_done({"webhook", "rotate", id});
  expect_refusal({"webhook", "rotate", id}, "three former secrets");
  expect_refusal({"webhook", "rotate", id, "--overlap", "8d"}, "a week at most");
  expect_done({"webhook", "rotate", id, "--now"});
}

TEST_F(webhook_command, switches_one_off_and_on) {
  const auto id = added()["id"].get<std::string>();
  expect_done({"webhook", "disable", id});
  EXPECT_EQ(shown(id)["config"]["enabled"], false);
  expect_refusal({"webhook", "test", id}, "disabled");
  expect_done({"webhook", "enable", id});
  EXPECT_EQ(shown(id)["status"]["state"], "active");
}

TEST_F(webhook_command, has_events_told_again) {
  const auto id = added()["id"].get<std::string>();
  const auto event = parsed({"webhook", "test", id, "--json"})["event_id"].get<std::string>();
  expect_done({"webhook", "redeliver", id, "--event", event});
  EXPECT_EQ(shown(id)["status"]["waiting"], 1);
  expect_refusal({"webhook", "redeliver", id, "--event", "0193a6c4-7e5d-7c3a-9f41-2b8f5d1c6e70"},
                 "no such event");
  expect_refusal({"webhook", "redeliver", id}, "--event ID, or --since");
  expect_refusal({"webhook", "redeliver", id, "--since", "yesterday"}, "--since");
  expect_refusal(
      {"webhook", "redeliver", id, "--since", "2026-11-23T12:00:00Z", "--until", "2026-11-22T12:00:00Z"},
      "before --since");
  expect_done({"webhook", "redeliver", id, "--since", "2026-11-23T12:00:00Z"});
  EXPECT_TRUE(shown(id)["status"].contains("redelivering"));
  expect_refusal({"webhook", "redeliver", id, "--since", "2026-11-23T12:00:00Z"}, "already");
}

}  // namespace
}  // namespace carillon::app
