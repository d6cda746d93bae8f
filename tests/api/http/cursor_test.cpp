#include "api/http/cursor.hpp"

#include <gtest/gtest.h>

#include "api/http/paging.hpp"
#include "api/http/query.hpp"

namespace carillon::api {
namespace {

TEST(cursor, leads_back_to_its_position_in_its_own_list_only) {
  const cursor_codec codec(secret("key"));
  const auto project = project_id::make(now());
  const auto text = codec.encode({project, "/v2/users"}, "3.14");
  EXPECT_EQ(*codec.decode({project, "/v2/users"}, text), "3.14");
  EXPECT_FALSE(codec.decode({project, "/v2/events"}, text));
  EXPECT_FALSE(codec.decode({project_id::make(now()), "/v2/users"}, text));
  EXPECT_FALSE(cursor_codec(secret("other")).decode({project, "/v2/users"}, text));
}

TEST(cursor, is_refused_with_any_character_changed_added_or_gone) {
  const cursor_codec codec(secret("key"));
  const cursor_scope scope{project_id::make(now()), "/v2/users"};
  const auto text = codec.encode(scope, "3.14");
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char c : std::string_view("Aa0-_=+/ \n")) {
      auto changed = text;
      if (changed[at] == c) continue;
      changed[at] = c;
      EXPECT_FALSE(codec.decode(scope, changed)) << at;
    }
    EXPECT_FALSE(codec.decode(scope, text.substr(0, at)));
  }
  EXPECT_FALSE(codec.decode(scope, text + "A"));
  EXPECT_FALSE(codec.decode(scope, text + "="));
  EXPECT_FALSE(codec.decode(scope, std::string(10'000, 'A')));
}

TEST(query_parameters, decodes_names_and_values) {
  const auto query = query_parameters::parse("page%5Bsize%5D=2&page[after]=a%2Bb+c&&empty&x=").value();
  EXPECT_EQ(query.get("page[size]"), "2");
  EXPECT_EQ(query.get("page[after]"), "a+b+c");
  EXPECT_TRUE(query.has("empty"));
  EXPECT_TRUE(query.has("x"));
  EXPECT_FALSE(query.has("y"));
  for (const auto* bad : {"a=%", "a=%zz", "a=%00", "a=1&a=2", "a=1&%61=2", "a=%ff"}) {
    EXPECT_FALSE(query_parameters::parse(bad)) << bad;
  }
}

/// Walks a list of `count` rows forwards and back again, page by page.
void walk(int count, std::size_t limit) {
  const auto position_of = [](int row) { return std::to_string(row); };
  std::vector<int> all;
  for (int i = 0; i < count; ++i) all.push_back(i);
  page_request page{.limit = limit, .after = {}, .before = {}};
  std::vector<int> seen;
  std::vector<std::vector<int>> pages;
  for (;;) {
    auto rows = all;
    const auto ends = slice_page(rows, page, position_of);
    EXPECT_LE(rows.size(), limit);
    EXPECT_EQ(ends.previous.has_value(), page.after.has_value() && !rows.empty());
    seen.insert(seen.end(), rows.begin(), rows.end());
    pages.push_back(rows);
    if (!ends.next) break;
    page.after = ends.next;
  }
  EXPECT_EQ(seen, all) << count << '/' << limit;
  if (count == 0) return;
  std::optional<std::string> back = std::to_string(pages.back().front());
  for (auto expected = pages.rbegin() + 1; expected != pages.rend(); ++expected) {
    ASSERT_TRUE(back);
    auto rows = all;
    const auto ends = slice_page(rows, {.limit = limit, .after = {}, .before = back}, position_of);
    EXPECT_EQ(rows, *expected);
    EXPECT_TRUE(ends.next);
    back = ends.previous;
  }
  EXPECT_FALSE(pages.size() > 1 && back);
}

TEST(paging, walks_a_list_both_ways_without_losing_a_row) {
  for (int count = 0; count < 12; ++count) {
    for (std::size_t limit = 1; limit < 6; ++limit) walk(count, limit);
  }
}

}  // namespace
}  // namespace carillon::api
