#include "queue/large_texts.hpp"

#include "queue/broadcast_bodies.hpp"
#include "queue/project_removal.hpp"
#include "queue/retention.hpp"
#include "tests/queue/queue_fixture.hpp"

namespace carillon::test {
namespace {

using queue::accept_outcome;

/// Of `size` bytes, no two pieces of it alike.
std::string text_of_size(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + ',';
  text.resize(size);
  return text;
}

class large_texts : public queue_test {
 protected:
  const std::string body = text_of_size(9'000'000);
  const std::string recipients = text_of_size(queue::most_in_record + 1);

  queue::broadcast_record large() {
    auto made = record();
    made.body = body;
    made.recipients = recipients;
    return made;
  }
  std::size_t keys_with(std::string_view part) {
    return call({"KEYS", "*" + std::string(part) + "*"}).elements.size();
  }
};

TEST_F(large_texts, come_back_as_they_were_and_no_command_carries_one) {
  ASSERT_EQ(run(q().accept(large())).value(), accept_outcome::created);
  EXPECT_LE(link().largest_word(), queue::piece_size);
  const auto found = run(q().find(project, broadcast)).value();
  EXPECT_EQ(found.body, body);
  EXPECT_EQ(found.recipients, recipients);
  EXPECT_EQ(call({"HSTRLEN", names().broadcast(broadcast), "body"}).integer, 0);
  EXPECT_EQ(call({"TTL", names().broadcast_texts(broadcast)}).integer, -1);
  EXPECT_EQ(keys_with(":bs:"), 0U);
}

TEST_F(large_texts, of_the_greatest_size_in_a_record_rest_there) {
  auto made = record();
  made.body = text_of_size(queue::most_in_record);
  run(q().accept(made)).value();
  EXPECT_EQ(run(q().find(project, broadcast)).value().body, made.body);
  EXPECT_EQ(keys_with(":bt:"), 0U);
}

TEST_F(large_texts, one_of_two_may_be_small) {
  for (const bool is_body_large : {true, false}) {
    auto made = record();
    made.id = {numbered(is_body_large ? 50 : 51)};
    (is_body_large ? made.body : made.recipients) = recipients;
    run(q().accept(made)).value();
    const auto found = run(q().find(project, made.id)).value();
    EXPECT_EQ(found.body, made.body);
    EXPECT_EQ(found.recipients, made.recipients);
  }
}

TEST_F(large_texts, again_leave_nothing_behind) {
  ASSERT_EQ(run(q().accept(large())).value(), accept_outcome::created);
  EXPECT_EQ(run(q().accept(large())).value(), accept_outcome::replayed);
  auto other = large();
  other.request_hash = std::string(32, 'x');
  EXPECT_EQ(run(q().accept(other)).value(), accept_outcome::conflict);
  EXPECT_EQ(keys_with(":bs:"), 0U);
  EXPECT_EQ(run(q().find(project, broadcast)).value().body, body);
}

TEST_F(large_texts, that_nobody_takes_over_go_by_themselves) {
  const auto aside = names().texts_aside(broadcast, "n");
  ASSERT_TRUE(run(queue::put_aside(link(), aside, queue::large_text::body, body)));
  EXPECT_EQ(call({"HLEN", aside}).integer, static_cast<std::int64_t>(queue::pieces_of(body)));
  EXPECT_GT(call({"PTTL", aside}).integer, 0);
}

TEST_F(large_texts, are_refused_when_redis_is_full) {
  call({"CONFIG", "SET", "maxmemory", "1"});
  const auto refused = run(q().accept(large()));
  call({"CONFIG", "SET", "maxmemory", "0"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_EQ(keys_with(""), 0U);
}

/// Forgets what was put aside before it can be taken over.
class forgetful_redis : public one_slot_redis {
 public:
  using one_slot_redis::one_slot_redis;
  using one_slot_redis::submit;
  void submit(const net::redis_script& script, std::vector<std::string> keys, std::vector<std::string> args,
              handler done) override {
    if (script.name() == "accept") submit(net::redis_command{"UNLINK", keys[7]}, [](auto) {});
    one_slot_redis::submit(script, std::move(keys), std::move(args), std::move(done));
  }
};

TEST_F(large_texts, that_did_not_stay_whole_make_no_broadcast) {
  forgetful_redis forgetful(client());
  queue::queue unlucky(forgetful, {});
  const auto refused = run(unlucky.accept(large()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  EXPECT_EQ(run(q().find(project, broadcast)).error().code, errc::not_found);
}

TEST_F(large_texts, end_a_page_where_it_has_enough) {
  for (std::uint64_t number = 60; number < 64; ++number) {
    auto made = record();
    made.id = {numbered(number)};
    made.body = text_of_size(300'000);
    run(q().accept(made)).value();
  }
  const auto page = run(q().list(project, std::nullopt, std::nullopt, 10, 500'000)).value();
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_TRUE(page.cut_at);
  EXPECT_EQ(page.rows[0].body.size(), 300'000U);
}

TEST_F(large_texts, are_what_the_inbox_shows) {
  run(q().accept(large())).value();
  const auto bodies =
      run(queue::broadcast_bodies(link(), names(), project, {broadcast, {numbered(77)}})).value();
  EXPECT_EQ(bodies.at(0), body);
  EXPECT_EQ(bodies.at(1), std::nullopt);
  call({"UNLINK", names().broadcast_texts(broadcast)});
  EXPECT_EQ(run(queue::broadcast_bodies(link(), names(), project, {broadcast})).value().at(0), std::nullopt);
  EXPECT_EQ(run(q().find(project, broadcast)).error().code, errc::not_found);
  EXPECT_TRUE(run(q().list(project, std::nullopt, std::nullopt, 10)).value().rows.empty());
}

TEST_F(large_texts, go_with_their_broadcast) {
  run(q().accept(large())).value();
  call({"HSET", names().broadcast(broadcast), "st", "processed"});
  queue::retention kept(link(), names(), queue::built_in_scripts());
  EXPECT_EQ(run(kept.prune_broadcasts(project, now())).value().removed, 1U);
  EXPECT_EQ(keys_with(":bt:"), 0U);
}

TEST_F(large_texts, go_with_their_project) {
  run(q().accept(large())).value();
  queue::project_removal removal(link(), names());
  EXPECT_TRUE(run(removal.close(project)));
  EXPECT_EQ(run(removal.remove_broadcasts(project, [] { return true; })).value(), 1U);
  EXPECT_EQ(keys_with(":bt:"), 0U);
}

}  // namespace
}  // namespace carillon::test
