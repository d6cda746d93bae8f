#include "net/header_list.hpp"

#include <gtest/gtest.h>

namespace carillon::net {
namespace {

TEST(header_list, holds_what_was_put_since_it_was_cleared) {
  header_list headers;
  headers.put("authorization", std::string(100, 'a'));
  headers.put("topic", "news", header_indexing::never);
  headers.clear();
  EXPECT_TRUE(headers.empty());
  EXPECT_EQ(headers.begin(), headers.end());
  headers.put("accept", "text");
  headers.push_back({.name = "ttl", .value = "60", .indexing = header_indexing::never});
  ASSERT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.front().name, "accept");
  EXPECT_EQ(headers.front().value, "text");
  EXPECT_EQ(headers.front().indexing, header_indexing::allowed);
  EXPECT_EQ(headers.back().value, "60");
  EXPECT_EQ(headers.back().indexing, header_indexing::never);
}

TEST(header_list, keeps_the_room_of_its_texts) {
  header_list headers;
  headers.put("authorization", std::string(100, 'a'));
  const auto* const room = headers.front().value.data();
  headers.clear();
  headers.put("authorization", std::string(100, 'b'));
  EXPECT_EQ(headers.front().value.data(), room);
  EXPECT_EQ(headers.front().value, std::string(100, 'b'));
}

}  // namespace
}  // namespace carillon::net
