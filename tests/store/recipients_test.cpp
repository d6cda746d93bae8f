#include "store/recipients.hpp"

#include <map>

#include "store/preferences.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class recipients_of : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    users people(client(), names, *ring);
    std::vector<user_fields> fields;
    // All of one partition: enough for three pages there.
    const identities ids(names, ring->derive("user-id"));
    for (int i = 0; fields.size() < 250; ++i) {
      const auto name = std::to_string(i);
      if (ids.of(project, identity_kind::external_id, name).where == where)
        fields.push_back(by_external_id(name));
    }
    const auto refs = run(people.upsert_many(project, std::move(fields)));
    device_tokens devices(client(), names);
    std::vector<device_tokens::registration> tokens;
    for (const auto& ref : refs) {
      by_number[ref->number] = *ref;
      device_token token;
      token.via = provider::apns;
      token.token = apns_token(ref->number);
      tokens.push_back({*ref, token});
      if (ref->number % 2) continue;
      token.via = provider::fcm;
      token.token = fcm_token(ref->number);
      tokens.push_back({*ref, token});
    }
    const auto saved = run(devices.save_many(project, tokens, device_tokens::when_known::leave));
    for (const auto& one : saved) ASSERT_TRUE(one);
    ASSERT_EQ(*run(devices.revoke(project, by_number[10], provider::apns, token_hash(apns_token(10)), 1, {})),
              revocation::discarded);
    ASSERT_TRUE(run(people.remove(project, by_number[20].id)));
    call({"HSET", names.inbox_counts(where, project, 0), "30", "7,3"});
  }
  queue::claimed_job range(std::uint32_t first, std::uint32_t count) {
    queue::claimed_job job;
    job.where = where;
    job.project = project;
    job.first = first;
    job.count = count;
    job.outcomes = std::string(count, '\0');
    return job;
  }
  std::vector<recipient> load(const queue::claimed_job& job) {
    auto loaded = run(recipients(client(), names).load(job, {{provider::apns, provider::fcm}, ""}));
    EXPECT_TRUE(loaded) << loaded.error().detail;
    return loaded ? *loaded : std::vector<recipient>{};
  }
  void expect_right(const recipient& one, std::uint32_t number) {
    if (number == 20 || number >= 250) {
      EXPECT_TRUE(one.is_deleted) << number;
      EXPECT_TRUE(one.devices.empty());
      return;
    }
    EXPECT_FALSE(one.is_deleted);
    EXPECT_EQ(one.user, by_number[number].id);
    std::vector<std::string> expected;
    if (number != 10) expected.push_back(apns_token(number));
    if (number % 2 == 0) expected.push_back(fcm_token(number));
    std::vector<std::string> read;
    for (const auto& device : one.devices) read.push_back(device.token);
    EXPECT_EQ(read, expected) << number;
    EXPECT_EQ(one.unread, number == 30 ? 7U : 0U);
    EXPECT_EQ(one.unseen, number == 30 ? 3U : 0U);
  }
  const queue::partition where = 5;
  std::map<std::uint32_t, user_ref> by_number;
};

TEST_F(recipients_of, a_range_are_whole_pages_with_their_holes) {
  const auto all = load(range(0, 500));
  ASSERT_EQ(all.size(), 500U);
  for (std::uint32_t i = 0; i < 500; ++i) {
    EXPECT_EQ(all[i].offset, i);
    expect_right(all[i], i);
  }
  EXPECT_EQ(all[20].user, by_number[20].id);  // deleted, but events still name it
}

TEST_F(recipients_of, a_list_come_from_many_pages) {
  auto job = range(0, 0);
  job.listed = {0, 1, 10, 20, 30, 31, 32, 33, 34, 101, 150, 249, 250, 5000};
  job.count = static_cast<std::uint32_t>(job.listed.size());
  job.outcomes = std::string(job.count, '\0');
  const auto all = load(job);
  ASSERT_EQ(all.size(), job.listed.size());
  for (std::size_t i = 0; i < all.size(); ++i) expect_right(all[i], job.listed[i]);
}

TEST_F(recipients_of, finished_ones_are_left_out) {
  auto job = range(100, 100);
  for (std::uint32_t i = 0; i < 100; ++i) job.outcomes[i] = static_cast<char>(i % 10 == 3 ? 0x14 : 0x12);
  const auto all = load(job);
  ASSERT_EQ(all.size(), 10U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].offset, i * 10 + 3);
    expect_right(all[i], 100 + all[i].offset);
  }
  job.outcomes.assign(100, 0x12);
  EXPECT_TRUE(load(job).empty());
}

TEST_F(recipients_of, a_muted_category_are_told) {
  preferences switches(client(), names);
  const json off{
      {"categories", {{{"key", "news"}, {"channels", {{{"name", "mobile_push"}, {"enabled", false}}}}}}}};
  for (const std::uint32_t number : {30U, 101U})
    ASSERT_TRUE(run(switches.put(project, by_number[number], off)));
  auto job = range(0, 250);
  const auto muted_in = [&](std::string category) {
    std::vector<std::uint32_t> muted;
    for (const auto& one : run(recipients(client(), names).load(job, {{}, std::move(category)})).value()) {
      if (one.is_muted) muted.push_back(one.offset);
    }
    return muted;
  };
  EXPECT_EQ(muted_in("news"), (std::vector<std::uint32_t>{30, 101}));
  EXPECT_TRUE(muted_in("other").empty());
  job.via = channel::email;
  EXPECT_TRUE(muted_in("news").empty());
}

TEST_F(recipients_of, have_profiles_and_the_gone_have_empty_ones) {
  const auto found =
      run(recipients(client(), names).profiles(project, where, {by_number[3].id, by_number[20].id})).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FALSE(found[0].external_id.empty());
  EXPECT_EQ(found[0].number, 3U);
  EXPECT_TRUE(found[1].external_id.empty());
  EXPECT_EQ(found[1].id, by_number[20].id);
}

TEST_F(recipients_of, a_damaged_page_lose_only_what_is_damaged) {
  const auto before = run(recipients(client(), names).load(range(0, 100), {{provider::apns}, ""})).value();
  call({"HSET", names.tokens(where, project, provider::apns, 0), "3", "\x01short"});
  call({"HSET", names.inbox_counts(where, project, 0), "3", "many"});
  call({"HSET", names.user_index(where, project, 0), "4", "short"});
  const auto loaded = run(recipients(client(), names).load(range(0, 100), {{provider::apns}, ""})).value();
  ASSERT_EQ(loaded.size(), before.size());
  EXPECT_TRUE(loaded[3].devices.empty());
  EXPECT_FALSE(loaded[3].is_deleted);
  EXPECT_TRUE(loaded[4].is_deleted);
  EXPECT_EQ(loaded[5].devices.size(), before[5].devices.size());
}

}  // namespace
}  // namespace carillon::store
