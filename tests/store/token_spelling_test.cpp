// One device, one token: spellings of it in other cases, new ones and those that versions before kept apart.
#include <gmock/gmock.h>

#include "store/channel_token.hpp"
#include "store/recipients.hpp"
#include "store/redis_batch.hpp"
#include "store/token_owner.hpp"
#include "tests/store/token_fixture.hpp"

namespace carillon::store {
namespace {

class token_spelling : public token_test {
 protected:
  static std::string capitals(std::string token) {
    std::ranges::transform(token, token.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    return token;
  }
  store::device_token save(user_ref owner, std::string token, provider via = provider::apns) {
    store::device_token given;
    given.via = via;
    given.token = std::move(token);
    return run(devices->save(project, owner, given)).value();
  }
  /// As versions before this did: under the hash of what was given.
  void have_older(user_ref owner, const std::string& token) {
    const auto page = names.tokens(owner.where, project, provider::apns, owner.number / queue::page_size);
    const auto field = std::to_string(owner.number % queue::page_size);
    store::device_token older;
    older.via = provider::apns;
    older.token = token;
    older.hash = token_hash(token);
    older.created_ms = older.registered_ms = 1'700'000'000'000;
    const auto packed = call({"HGET", page, field}).text + pack_tokens({older});
    call({"HSET", page, field, packed});
    redis_batch batch(client());
    add_take(batch, names, project, provider::apns, older.hash, {owner.where, owner.number});
    ASSERT_TRUE(run(batch.run()).front());
  }
  std::vector<std::string> tokens(user_ref owner, provider via = provider::apns) {
    std::vector<std::string> out;
    for (const auto& one : run(devices->list(project, owner, via)).value()) out.push_back(one.token);
    return out;
  }
  std::vector<store::device_token> sent_to(user_ref owner) {
    queue::claimed_job job;
    job.where = owner.where;
    job.project = project;
    job.first = owner.number;
    job.count = 1;
    job.outcomes = std::string(1, '\0');
    auto loaded = run(recipients(client(), names).load(job, {{provider::apns, provider::fcm}, ""})).value();
    return loaded.empty() ? std::vector<store::device_token>{} : loaded.front().devices;
  }
};

TEST_F(token_spelling, in_capitals_is_the_same_device) {
  const auto first = save(ada, apns_token(1));
  const auto second = save(ada, capitals(apns_token(1)));
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(1)));
  EXPECT_EQ(second.generation, 2U);
  EXPECT_EQ(to_token_id(project, ada.id, first), to_token_id(project, ada.id, second));
  EXPECT_EQ(sent_to(ada).size(), 1U);
}

TEST_F(token_spelling, in_capitals_moves_the_device_to_its_last_user) {
  save(ada, apns_token(1));
  save(bob, capitals(apns_token(1)));
  EXPECT_TRUE(tokens(ada).empty());
  EXPECT_THAT(tokens(bob), testing::ElementsAre(apns_token(1)));
}

TEST_F(token_spelling, has_a_case_in_what_google_gives) {
  save(ada, fcm_token(1), provider::fcm);
  save(ada, capitals(fcm_token(1)), provider::fcm);
  EXPECT_EQ(tokens(ada, provider::fcm).size(), 2U);
  EXPECT_EQ(sent_to(ada).size(), 2U);
}

TEST_F(token_spelling, kept_by_a_version_before_is_replaced_at_the_next_save) {
  have_older(ada, capitals(apns_token(1)));
  const auto saved = save(ada, apns_token(1));
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(1)));
  EXPECT_EQ(saved.generation, 2U);
  EXPECT_EQ(saved.created_ms, 1'700'000'000'000);
  EXPECT_EQ(call({"EVAL",
                  "local n = 0 for _, k in ipairs(redis.call('KEYS', '*tx:*')) do n = n + redis.call('HLEN', "
                  "k) end return n",
                  "0"})
                .integer,
            1);
}

TEST_F(token_spelling, kept_in_mixed_case_by_a_version_before_leaves_its_former_owner) {
  auto mixed = capitals(apns_token(1));
  mixed.front() = 'a';
  mixed.back() = 'F';
  have_older(ada, mixed);
  save(bob, mixed);
  EXPECT_TRUE(tokens(ada).empty());
  ASSERT_EQ(tokens(bob).size(), 1U);
  EXPECT_NE(tokens(bob).front(), mixed);
}

TEST_F(token_spelling, is_looked_for_in_capitals_only_where_a_version_before_has_been) {
  const auto reads_of_a_save = [&](bool is_older_there) {
    devices->look_for_older_spellings(is_older_there);
    call({"CONFIG", "RESETSTAT"});
    save(bob, apns_token(2));
    const auto info = call({"INFO", "commandstats"}).text;
    const std::string name = "cmdstat_hget:calls=";
    return std::stoi(info.substr(info.find(name) + name.size()));
  };
  EXPECT_EQ(reads_of_a_save(true) - reads_of_a_save(false), 1);
  have_older(ada, capitals(apns_token(1)));
  devices->look_for_older_spellings(true);
  save(bob, apns_token(1));
  EXPECT_TRUE(tokens(ada).empty());
}

TEST_F(token_spelling, kept_twice_by_a_version_before_is_one_again) {
  have_older(ada, apns_token(1));
  have_older(ada, capitals(apns_token(1)));
  EXPECT_EQ(sent_to(ada).size(), 1U);
  save(ada, capitals(apns_token(1)));
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(1)));
}

TEST_F(token_spelling, kept_by_a_version_before_leaves_its_former_owner) {
  have_older(ada, capitals(apns_token(1)));
  save(ada, apns_token(2));
  save(bob, apns_token(1));
  EXPECT_THAT(tokens(ada), testing::ElementsAre(apns_token(2)));
  EXPECT_THAT(tokens(bob), testing::ElementsAre(apns_token(1)));
}

TEST_F(token_spelling, kept_twice_is_discarded_with_the_other) {
  have_older(ada, apns_token(1));
  have_older(ada, capitals(apns_token(1)));
  const auto listed = run(devices->list(project, ada, provider::apns)).value();
  ASSERT_TRUE(
      run(devices->discard(project, ada, provider::apns, to_token_id(project, ada.id, listed.front()))));
  EXPECT_TRUE(sent_to(ada).empty());
}

TEST_F(token_spelling, of_a_file_in_capitals_is_left_as_it_is_when_imported_again) {
  const auto leave = [&](std::string token) {
    store::device_token given;
    given.via = provider::apns;
    given.token = std::move(token);
    return run(devices->save_many(project, {{ada, given}}, device_tokens::when_known::leave)).front().value();
  };
  const auto first = leave(capitals(apns_token(1)));
  const auto before = call({"DEBUG", "DIGEST"}).text;
  EXPECT_EQ(leave(capitals(apns_token(1))), first);
  EXPECT_EQ(leave(apns_token(1)), first);
  EXPECT_EQ(call({"DEBUG", "DIGEST"}).text, before);
}

TEST_F(token_spelling, is_answered_as_it_is_kept) {
  channel_tokens all(client(), names, *ring);
  const auto saved = run(all.save(project, ada, provider::apns,
                                  {{"device_token", capitals(apns_token(1))}, {"app_id", "a.b"}}))
                         .value();
  EXPECT_EQ(saved.payload, json({{"device_token", apns_token(1)}, {"app_id", "a.b"}}));
}

TEST_F(token_spelling, of_a_host_is_one_subscription) {
  channel_tokens all(client(), names, *ring);
  const auto subscription = [](std::string endpoint) {
    return json{{"endpoint", std::move(endpoint)}, {"keys", {{"auth", "a"}, {"p256dh", "b"}}}};
  };
  const auto first =
      run(all.save(project, ada, provider::web_push, subscription("https://push.example/Ab"))).value();
  const auto second =
      run(all.save(project, ada, provider::web_push, subscription("HTTPS://Push.Example:443/Ab"))).value();
  EXPECT_EQ(first.id, second.id);
  const auto other =
      run(all.save(project, ada, provider::web_push, subscription("https://push.example/ab"))).value();
  EXPECT_NE(first.id, other.id);
  EXPECT_EQ(run(all.list(project, ada, provider::web_push)).value().size(), 2U);
}

}  // namespace
}  // namespace carillon::store
