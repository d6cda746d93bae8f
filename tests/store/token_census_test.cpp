#include "store/token_census.hpp"

#include "base/digest.hpp"
#include "store/device_token.hpp"
#include "store/token_owner.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

using namespace std::chrono_literals;

class census : public store_test {
 protected:
  /// As the index has them when they were saved.
  void have_tokens(std::size_t count, provider via = provider::apns) {
    redis_batch batch(client());
    for (std::size_t i = 0; i < count; ++i)
      add_try(batch, names, project, via, token_hash(random_string(16)), {3, 7});
    run(batch.run());
  }
  bool is_full(std::uint64_t most) {
    token_census counting(client(), names, most);
    return run(counting.count(project, at)).value();
  }
  std::int64_t commands() {
    const auto info = call({"INFO", "commandstats"}).text;
    const auto found = info.find("cmdstat_hlen:calls=");
    return found == info.npos ? 0 : std::stoll(info.substr(found + 19));
  }

  const steady_time at = std::chrono::steady_clock::now();
};

TEST_F(census, finds_a_project_full_within_a_tenth_of_the_truth) {
  EXPECT_FALSE(is_full(10'000));
  have_tokens(6'000);
  EXPECT_FALSE(is_full(10'000));
  have_tokens(6'000, provider::web_push);
  EXPECT_TRUE(is_full(10'000));
  EXPECT_FALSE(is_full(10'000'000));
}

TEST_F(census, counts_no_token_twice_that_moved) {
  const auto hash = token_hash("moving");
  redis_batch batch(client());
  add_try(batch, names, project, provider::apns, hash, {3, 7});
  add_take(batch, names, project, provider::apns, hash, {4, 8});
  run(batch.run());
  redis_batch counting(client());
  for (std::uint32_t place = 0; place < owner_places; ++place)
    add_count(counting, names, project, provider::apns, place);
  std::int64_t all = 0;
  for (const auto& reply : run(counting.run())) all += reply->integer;
  EXPECT_EQ(all, 1);
}

TEST_F(census, asks_little_and_once_a_minute) {
  token_census counting(client(), names, 10'000'000);
  EXPECT_FALSE(counting.is_full(project, at).has_value());
  call({"CONFIG", "RESETSTAT"});
  EXPECT_FALSE(run(counting.count(project, at)).value());
  EXPECT_LE(commands(), 32);
  EXPECT_EQ(counting.is_full(project, at + 59s), false);
  EXPECT_FALSE(counting.is_full(project, at + 61s).has_value());
}

TEST_F(census, counts_nothing_without_a_bound) {
  const token_census counting(client(), names, 0);
  EXPECT_EQ(counting.is_full(project, at), false);
}

}  // namespace
}  // namespace carillon::store
