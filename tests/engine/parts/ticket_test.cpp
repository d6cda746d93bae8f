#include "engine/parts/ticket.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

namespace carillon::engine {
namespace {

TEST(ticket, counts_while_it_lives_and_once) {
  std::size_t count = 0;
  std::optional<ticket> one(count);
  ticket moved(std::move(*one));
  one.reset();
  EXPECT_EQ(count, 1U);
  moved.give_back();
  moved.give_back();
  EXPECT_EQ(count, 0U);
}

TEST(ticket, is_given_back_by_an_exception) {
  std::size_t count = 0;
  bool flag = false;
  const auto throws = [&] {
    const ticket one(count);
    const raised_flag raised(flag);
    EXPECT_TRUE(flag);
    throw std::runtime_error("thrown");
  };
  EXPECT_THROW(throws(), std::runtime_error);
  EXPECT_EQ(count, 0U);
  EXPECT_FALSE(flag);
}

}  // namespace
}  // namespace carillon::engine
