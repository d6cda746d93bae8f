#include "sandbox/message_store.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {
namespace {

constexpr desk_facts mail_facts{.name = "post", .route = {}, .plays = {}, .channel = "email"};
constexpr desk_facts sms_facts{.name = "phone", .route = {}, .plays = {}, .channel = "sms"};

void add(message_store& store, const desk_facts& desk, const std::string& to, std::size_t body = 10,
         timestamp at = noon) {
  request_builder request;
  request.path = "/send";
  request.body = std::string(body, 'x');
  verdict made;
  made.desk = &desk;
  made.subject.token = to;
  store.add(request.view(), made, at);
}

std::vector<std::string> recipients(const message_page& page) {
  std::vector<std::string> out;
  for (const auto& each : page.messages) out.push_back(each.to);
  return out;
}
using names = std::vector<std::string>;

TEST(message_store, shows_the_newest_first_and_says_when_there_are_more) {
  message_store store;
  for (const auto* to : {"ann", "bob", "cid"}) add(store, mail_facts, to);
  const auto page = store.find({.most = 2});
  EXPECT_EQ(recipients(page), (names{"cid", "bob"}));
  EXPECT_TRUE(page.has_more);
  const auto rest = store.find({.before = page.messages.back().id, .most = 2});
  EXPECT_EQ(recipients(rest), names{"ann"});
  EXPECT_FALSE(rest.has_more);
}

TEST(message_store, tells_what_came_after_a_message) {
  message_store store;
  add(store, mail_facts, "ann");
  const auto seen = store.find({}).messages.front().id;
  EXPECT_TRUE(store.find({.after = seen}).messages.empty());
  add(store, mail_facts, "bob");
  EXPECT_EQ(recipients(store.find({.after = seen})), names{"bob"});
}

TEST(message_store, finds_by_channel_recipient_and_id) {
  message_store store;
  add(store, mail_facts, "Ann@x.example");
  add(store, sms_facts, "+4912345");
  EXPECT_EQ(recipients(store.find({.channel = "sms"})), names{"+4912345"});
  EXPECT_EQ(recipients(store.find({.about = "ANN@"})), names{"Ann@x.example"});
  EXPECT_TRUE(store.find({.channel = "sms", .about = "ann"}).messages.empty());
  EXPECT_EQ(store.by_channel(), (std::map<std::string_view, std::size_t>{{"email", 1}, {"sms", 1}}));
}

TEST(message_store, keeps_a_message_for_each_delivery_of_a_request) {
  message_store store;
  request_builder request;
  verdict made;
  made.desk = &mail_facts;
  made.items = {
      {.token = "ann", .notification_id = "n-1", .delivery_id = {}, .reason = {}},
      {.token = "bob", .notification_id = {}, .delivery_id = "d-2", .status = 400, .reason = "Bad"}};
  store.add(request.view(), made, noon);
  const auto page = store.find({});
  ASSERT_EQ(recipients(page), (names{"bob", "ann"}));
  EXPECT_EQ(page.messages[0].status, 400);
  EXPECT_EQ(page.messages[0].reason, "Bad");
  EXPECT_EQ(page.messages[0].of, page.messages[1].of);
  EXPECT_EQ(recipients(store.find({.about = "d-2"})), names{"bob"});
}

TEST(message_store, lets_the_oldest_go_at_the_limit_of_messages) {
  message_store store({.most_messages = 2});
  for (const auto* to : {"ann", "bob", "cid"}) add(store, mail_facts, to);
  EXPECT_EQ(recipients(store.find({})), (names{"cid", "bob"}));
  EXPECT_EQ(store.oldest(), store.find({}).messages.back().id);
}

TEST(message_store, lets_the_oldest_go_at_the_limit_of_bytes_and_counts_none_twice) {
  message_store store({.most_messages = 1000, .most_bytes = 100'000});
  for (int i = 0; i < 50; ++i) add(store, mail_facts, "ann", 30'000);
  EXPECT_LE(store.bytes(), 100'000U);
  EXPECT_EQ(store.all().size(), 3U);
  for (int i = 0; i < 1000; ++i) add(store, mail_facts, "bob", 1);
  EXPECT_LE(store.bytes(), 100'000U);
  EXPECT_GT(store.all().size(), 50U);
}

TEST(message_store, keeps_one_message_that_is_larger_than_its_bytes) {
  message_store store({.most_messages = 10, .most_bytes = 1000});
  add(store, mail_facts, "ann", 5000);
  EXPECT_EQ(store.all().size(), 1U);
}

TEST(message_store, keeps_nothing_when_told_so) {
  message_store store({.most_messages = 0});
  add(store, mail_facts, "ann");
  EXPECT_TRUE(store.all().empty());
  EXPECT_FALSE(store.is_keeping());
}

TEST(message_store, goes_on_counting_after_it_was_cleared_and_when_the_clock_stands_still) {
  message_store store;
  add(store, mail_facts, "ann");
  add(store, mail_facts, "bob");
  const auto last = store.find({}).messages.front().id;
  store.clear();
  EXPECT_GT(store.oldest(), last);
  EXPECT_EQ(store.bytes(), 0U);
  add(store, mail_facts, "cid", 10, noon - std::chrono::hours(1));
  EXPECT_GT(store.find({}).messages.front().id, last);
  EXPECT_EQ(store.with_id(last), nullptr);
}

TEST(kept_request, keeps_no_credentials) {
  request_builder request = apns_push();
  const auto token = request.view().header("authorization");
  const kept_request kept(request.view(), {}, noon);
  EXPECT_EQ(kept.seen().header("authorization"),
            "bearer … (" + std::to_string(token.size() - 7) + " characters)");
  EXPECT_EQ(kept.seen().header("apns-topic"), "com.example.app");
  EXPECT_EQ(kept.seen().body, request.body);
}

}  // namespace
}  // namespace carillon::sandbox::testing
