#include "store/soft_bounces.hpp"

#include "store/suppression.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

using namespace std::chrono_literals;

class soft_bounce_strikes : public store_test {
 protected:
  /// Each of a mail of its own.
  bool strike(timestamp at, const std::string& address = "zoe@example.net") {
    return strike_by(delivery_id::make(from_unix_ms(++deliveries_)), at, address);
  }
  bool strike_by(delivery_id by, timestamp at, const std::string& address = "zoe@example.net") {
    soft_bounces all(client(), names);
    return run(all.strike(project, address, by, at)).value();
  }
  void clear(std::vector<std::string> addresses) {
    soft_bounces all(client(), names);
    ASSERT_TRUE(run(all.clear(project, std::move(addresses))));
  }
  const timestamp start = from_unix_ms(1'700'000'000'000);

 private:
  std::int64_t deliveries_ = 0;
};

TEST_F(soft_bounce_strikes, are_enough_when_they_are_four_and_a_week_apart) {
  EXPECT_FALSE(strike(start));
  EXPECT_FALSE(strike(start + 24h));
  EXPECT_FALSE(strike(start + 48h));
  EXPECT_FALSE(strike(start + 72h)) << "four within three days: a long weekend";
  EXPECT_TRUE(strike(start + 7 * 24h));
  EXPECT_FALSE(strike(start + 8 * 24h)) << "they begin anew";
}

TEST_F(soft_bounce_strikes, count_once_for_one_mail) {
  const auto same = delivery_id::make(from_unix_ms(7));
  for (int told = 0; told < 3; ++told) EXPECT_FALSE(strike_by(same, start));
  EXPECT_FALSE(strike(start + 8 * 24h));
  EXPECT_FALSE(strike(start + 9 * 24h));
  EXPECT_TRUE(strike(start + 10 * 24h));
}

TEST_F(soft_bounce_strikes, are_cleared_by_a_mail_that_arrives_in_any_spelling) {
  for (int day = 0; day < 3; ++day) EXPECT_FALSE(strike(start + day * 24h));
  EXPECT_FALSE(strike(start, "ada@example.net"));
  clear({"ZOE@Example.net", "nobody@example.net"});
  EXPECT_FALSE(strike(start + 8 * 24h));
  clear({});
}

TEST_F(soft_bounce_strikes, are_forgotten_after_a_month) {
  strike(start);
  const auto key = names.soft_bounces(project, suppression_id_of(project, "zoe@example.net").value);
  const auto left = run(client().call({"PTTL", key}))->integer;
  EXPECT_GT(left, std::chrono::milliseconds(29 * 24h).count());
  EXPECT_LE(left, std::chrono::milliseconds(30 * 24h).count());
}

}  // namespace
}  // namespace carillon::store
