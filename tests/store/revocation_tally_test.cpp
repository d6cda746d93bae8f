#include "store/revocation_tally.hpp"

#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class revocation_tally_test : public store_test {
 protected:
  std::pair<std::uint64_t, std::uint64_t> add(const std::string& subject, std::uint64_t sends,
                                              std::uint64_t dead) {
    revocation_tally tally(client(), names);
    const auto sum = run(tally.add(project, subject, {sends, dead}));
    EXPECT_TRUE(sum) << sum.error().detail;
    return {sum->sends, sum->dead};
  }
  /// A minute's counts, so many minutes ago.
  void have_counted(std::int64_t minutes_ago, const std::string& counts) {
    const auto minute = std::stoll(call({"TIME"}).elements[0].text) / 60 - minutes_ago;
    call({"HSET", names.revocation_tally(project, "a"), std::to_string(minute), counts});
  }
  using sum = std::pair<std::uint64_t, std::uint64_t>;
};

TEST_F(revocation_tally_test, sums_what_each_adds_of_a_credential) {
  EXPECT_EQ(add("a", 40, 10), sum(40, 10));
  EXPECT_EQ(add("a", 0, 0), sum(40, 10));
  EXPECT_EQ(add("a", 5, 5), sum(45, 15));
  EXPECT_EQ(add("b", 1, 0), sum(1, 0));
}

TEST_F(revocation_tally_test, counts_ten_minutes_and_forgets_older_ones) {
  have_counted(5, "100:50");
  have_counted(20, "7:7");
  EXPECT_EQ(add("a", 1, 1), sum(101, 51));
  EXPECT_EQ(call({"HLEN", names.revocation_tally(project, "a")}).integer, 2);
}

TEST_F(revocation_tally_test, does_not_believe_in_minutes_to_come) {
  have_counted(-60, "7:7");
  EXPECT_EQ(add("a", 1, 1), sum(1, 1));
}

TEST_F(revocation_tally_test, goes_by_itself) {
  add("a", 1, 1);
  EXPECT_GT(call({"PTTL", names.revocation_tally(project, "a")}).integer, 600'000);
}

}  // namespace
}  // namespace carillon::store
