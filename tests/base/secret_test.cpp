#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <type_traits>

namespace carillon {
namespace {

template <class T>
concept printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(printable<std::string>);
static_assert(!printable<secret>);
static_assert(!std::is_convertible_v<secret, std::string>);
static_assert(!std::is_convertible_v<secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string, secret>);

TEST(secret, reveals_what_it_was_given) {
  EXPECT_EQ(secret("abc").reveal(), "abc");
  EXPECT_EQ(secret("abc").size(), 3u);
  EXPECT_TRUE(secret().empty());
}

TEST(secret, leaves_nothing_behind_when_moved) {
  secret short_one("abc");
  secret long_one(std::string(100, 'x'));
  const secret taken = std::move(short_one);
  secret replaced("old");
  replaced = std::move(long_one);
  EXPECT_TRUE(short_one.empty());  // NOLINT(bugprone-use-after-move): the point of the test
  EXPECT_TRUE(long_one.empty());   // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(taken.reveal(), "abc");
  EXPECT_EQ(replaced.size(), 100u);
}

TEST(secret, wipes_the_bytes_it_held_inside) {
  // A short string lives inside the object, so that its bytes can still be looked at after the move.
  secret held("topsecret");
  const auto* const bytes = held.reveal().data();
  const secret taken = std::move(held);
  EXPECT_EQ(std::string_view(bytes, 9), std::string_view("\0\0\0\0\0\0\0\0\0", 9));
}

TEST(secret, copies_and_assigns_to_itself) {
  secret one("abc");
  const secret two = one;
  one = *&one;
  EXPECT_EQ(one, two);
  one = secret("abd");
  EXPECT_FALSE(one == two);
}

}  // namespace
}  // namespace carillon
