#include "store/device_token.hpp"

#include <gmock/gmock.h>

#include <random>

#include "net/task_group.hpp"
#include "store/redis_batch.hpp"
#include "store/token_owner.hpp"
#include "tests/store/token_fixture.hpp"
#include "tests/support/full_redis.hpp"

namespace carillon::store {
namespace {

class device_token : public token_test {
 protected:
  store::device_token apns(unsigned number) {
    store::device_token one;
    one.via = provider::apns;
    one.token = apns_token(number);
    return one;
  }
  store::device_token save(user_ref owner, store::device_token token) {
    auto outcome = run(devices->save(project, owner, std::move(token)));
    EXPECT_TRUE(outcome) << outcome.error().detail;
    return outcome ? *outcome : store::device_token{};
  }
  std::vector<store::device_token> list(user_ref owner, provider via = provider::apns) {
    return *run(devices->list(project, owner, via));
  }
  std::vector<std::string> tokens(user_ref owner, provider via = provider::apns) {
    std::vector<std::string> out;
    for (auto& one : list(owner, via)) out.push_back(one.token);
    return out;
  }
  bool revoke(user_ref owner, const store::device_token& token, std::uint32_t generation,
              std::optional<std::int64_t> since) {
    return what_became(owner, token, generation, since) == revocation::discarded;
  }
  revocation what_became(user_ref owner, const store::device_token& token, std::uint32_t generation,
                         std::optional<std::int64_t> since) {
    return *run(devices->revoke(project, owner, token.via, token.hash, generation, since));
  }
};

TEST_F(device_token, keeps_what_was_said_of_it) {
  auto given = apns(1);
  given.app_id = "com.example.app";
  given.installation = "development";
  const auto saved = save(ada, given);
  EXPECT_EQ(saved.generation, 1U);
  EXPECT_EQ(saved.created_ms, saved.registered_ms);
  EXPECT_GT(saved.registered_ms, 1'700'000'000'000);
  EXPECT_EQ(saved.hash, token_hash(given.token));
  EXPECT_THAT(list(ada), testing::ElementsAre(saved));
  EXPECT_TRUE(list(bob).empty());
}

TEST_F(device_token, of_each_provider_has_its_own_list) {
  auto fcm = apns(1);
  fcm.via = provider::fcm;
  fcm.token = fcm_token(1);
  save(ada, apns(1));
  save(ada, fcm);
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(1)));
  EXPECT_THAT(tokens(ada, provider::fcm), testing::ElementsAre(fcm_token(1)));
}

TEST_F(device_token, saved_again_is_renewed_and_revived) {
  const auto first = save(ada, apns(1));
  const auto id = to_token_id(project, ada.id, provider::apns, first.token);
  const auto discarded = run(devices->discard(project, ada, provider::apns, id));
  ASSERT_TRUE(discarded);
  EXPECT_GE(discarded->discarded_ms, first.registered_ms);
  auto changed = apns(1);
  changed.app_id = "com.example.other";
  const auto second = save(ada, changed);
  EXPECT_EQ(second.generation, 2U);
  EXPECT_EQ(second.created_ms, first.created_ms);
  EXPECT_EQ(second.discarded_ms, 0);
  EXPECT_THAT(list(ada), testing::ElementsAre(second));
}

TEST_F(device_token, discarded_twice_keeps_the_first_time) {
  const auto saved = save(ada, apns(1));
  const auto id = to_token_id(project, ada.id, provider::apns, saved.token);
  const auto first = run(devices->discard(project, ada, provider::apns, id));
  const auto second = run(devices->discard(project, ada, provider::apns, id));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->discarded_ms, second->discarded_ms);
  EXPECT_EQ(run(devices->discard(project, bob, provider::apns, id)).error().code, errc::not_found);
}

TEST_F(device_token, is_revoked_only_in_the_generation_seen) {
  const auto seen = save(ada, apns(1));
  const auto renewed = save(ada, apns(1));
  EXPECT_FALSE(revoke(ada, seen, seen.generation, {}));
  EXPECT_EQ(list(ada).front().discarded_ms, 0);
  EXPECT_TRUE(revoke(ada, seen, renewed.generation, {}));
  EXPECT_NE(list(ada).front().discarded_ms, 0);
  EXPECT_FALSE(revoke(ada, seen, renewed.generation, {}));
  EXPECT_FALSE(revoke(ada, save(bob, apns(2)), 1, {}));
}

TEST_F(device_token, registered_after_it_became_invalid_survives) {
  const auto saved = save(ada, apns(1));
  EXPECT_FALSE(revoke(ada, saved, 1, saved.registered_ms - 1));
  EXPECT_TRUE(revoke(ada, saved, 1, saved.registered_ms));
}

TEST_F(device_token, revoked_tells_what_became_of_it) {
  const auto saved = save(ada, apns(1));
  EXPECT_EQ(what_became(ada, saved, 1, saved.registered_ms - 1), revocation::kept);
  EXPECT_EQ(what_became(ada, saved, 2, {}), revocation::kept);
  EXPECT_EQ(what_became(ada, saved, 1, {}), revocation::discarded);
  EXPECT_EQ(what_became(ada, saved, 1, {}), revocation::gone);
  EXPECT_EQ(what_became(bob, saved, 1, {}), revocation::gone);
}

TEST_F(device_token, is_taken_away_from_a_full_redis_and_not_added_to_it) {
  const auto known = save(ada, apns(1));
  const test::full_redis full(server());
  EXPECT_TRUE(run(devices->discard(project, ada, provider::apns, to_token_id(project, ada.id, known))));
  const auto refused = run(devices->save(project, ada, apns(2)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
}

TEST_F(device_token, belongs_to_its_last_user) {
  save(ada, apns(1));
  save(ada, apns(2));
  save(bob, apns(1));
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(2)));
  EXPECT_THAT(tokens(bob), testing::ElementsAre(apns_token(1)));
  save(ada, apns(1));
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(2), apns_token(1)));
  EXPECT_TRUE(tokens(bob).empty());
}

TEST_F(device_token, whose_move_was_cut_short_finishes_it_at_the_next_save) {
  save(ada, apns(1));
  redis_batch batch(client());  // bob's index entry, as if his save had died before taking ada's copy
  add_take(batch, names, project, provider::apns, token_hash(apns_token(1)), {bob.where, bob.number});
  ASSERT_TRUE(run(batch.run()).front());
  save(bob, apns(1));
  EXPECT_TRUE(tokens(ada).empty());
  EXPECT_THAT(tokens(bob), testing::ElementsAre(apns_token(1)));
}

TEST_F(device_token, of_a_deleted_user_is_refused_and_leaves_the_index_alone) {
  save(ada, apns(1));
  ASSERT_TRUE(run(people->remove(project, bob.id)));
  EXPECT_EQ(run(devices->save(project, bob, apns(1))).error().code, errc::not_found);
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(1)));
  ASSERT_TRUE(run(people->remove(project, ada.id)));
  EXPECT_TRUE(call({"KEYS", "c:*tx:*"}).elements.empty());
  EXPECT_TRUE(call({"KEYS", "c:*tk:*"}).elements.empty());
}

TEST_F(device_token, lists_keep_fifty_and_lose_the_discarded_first) {
  for (unsigned i = 0; i < 50; ++i) save(ada, apns(i));
  ASSERT_TRUE(revoke(ada, list(ada)[20], 1, {}));
  save(ada, apns(50));
  auto left = tokens(ada);
  EXPECT_EQ(left.size(), 50U);
  EXPECT_THAT(left, testing::Not(testing::Contains(apns_token(20))));
  save(ada, apns(51));
  left = tokens(ada);
  EXPECT_EQ(left.size(), 50U);
  EXPECT_EQ(left.front(), apns_token(1));
  EXPECT_EQ(left.back(), apns_token(51));
}

TEST_F(device_token, that_leaves_a_full_list_leaves_the_index_of_owners_too) {
  for (unsigned i = 0; i < 120; ++i) save(ada, apns(i));
  std::int64_t owned = 0;
  for (const auto& key : call({"KEYS", "c:*tx:*"}).elements) owned += call({"HLEN", key.text}).integer;
  EXPECT_EQ(owned, 50);
}

TEST_F(device_token, imported_again_is_left_as_it_is) {
  const auto leave = [&](store::device_token token) {
    return *run(devices->save_many(project, {{ada, std::move(token)}}, device_tokens::when_known::leave))
                .front();
  };
  const auto first = leave(apns(1));
  const auto before = call({"DEBUG", "DIGEST"}).text;
  EXPECT_EQ(leave(apns(1)), first);
  EXPECT_EQ(call({"DEBUG", "DIGEST"}).text, before);
  auto changed = apns(1);
  changed.installation = "production";
  EXPECT_EQ(leave(changed).generation, 2U);
  ASSERT_TRUE(revoke(ada, first, 2, {}));
  EXPECT_EQ(leave(changed).generation, 3U);
}

TEST_F(device_token, saved_by_two_users_at_once_ends_with_one) {
  auto second = net::connect_redis(context, server().options());
  device_tokens there(*second, names);
  for (unsigned round = 0; round < 30; ++round) {
    net::task_group group(context);
    const auto go = [&](device_tokens& who, user_ref owner) -> task<> {
      for (int i = 0; i < 5; ++i) {
        const auto saved = co_await who.save(project, owner, apns(round));
        EXPECT_TRUE(saved);
      }
    };
    group.spawn("ada", go(*devices, ada));
    group.spawn("bob", go(there, bob));
    ASSERT_TRUE(test::run_until(context, [&] { return group.size() == 0; }));
    const auto is_ours = [&](const auto& list) {
      return std::count(list.begin(), list.end(), apns_token(round));
    };
    EXPECT_EQ(is_ours(tokens(ada)) + is_ours(tokens(bob)), 1) << round;
  }
  second->close();
  context.poll();
}

// Random calls against the simplest model that could be right.
TEST_F(device_token, lists_follow_a_model) {
  std::mt19937 random(5);
  struct row {
    std::string token;
    std::uint32_t generation;
    bool is_active;
    bool operator==(const row&) const = default;
  };
  std::array<std::vector<row>, 3> model;
  const std::array owners = {ada, bob, made("eve")};
  for (int step = 0; step < 600; ++step) {
    const auto who = random() % owners.size();
    auto& mine = model[who];
    const auto given = apns(static_cast<unsigned>(random() % 8));
    const auto hash = token_hash(given.token);
    const auto found =
        std::find_if(mine.begin(), mine.end(), [&](const row& r) { return r.token == given.token; });
    if (random() % 3 != 0) {
      const auto generation = found == mine.end() ? 1 : found->generation + 1;
      for (auto& rows : model) std::erase_if(rows, [&](const row& r) { return r.token == given.token; });
      mine.push_back({given.token, generation, true});
      EXPECT_EQ(save(owners[who], given).generation, generation);
    } else {
      const auto seen = static_cast<std::uint32_t>(1 + random() % 3);
      const bool is_wanted = found != mine.end() && found->is_active && found->generation == seen;
      if (is_wanted) found->is_active = false;
      EXPECT_EQ(*run(devices->revoke(project, owners[who], provider::apns, hash, seen, {})) ==
                    revocation::discarded,
                is_wanted);
    }
    for (std::size_t i = 0; i < owners.size(); ++i) {
      std::vector<row> read;
      for (const auto& one : list(owners[i]))
        read.push_back({one.token, one.generation, one.discarded_ms == 0});
      ASSERT_EQ(read, model[i]) << "step " << step << " user " << i;
    }
  }
}

}  // namespace
}  // namespace carillon::store
