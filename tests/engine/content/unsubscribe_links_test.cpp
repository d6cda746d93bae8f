#include "engine/content/unsubscribe_links.hpp"

#include "tests/engine/engine_fixture.hpp"

namespace carillon::engine {
namespace {

using unsubscribe_links_test = engine_test;

TEST_F(unsubscribe_links_test, lead_to_the_page_that_knows_the_claim) {
  const store::unsubscribe_claim claim{
      .project = project, .user = user_id::make(from_unix_ms(1)), .category = "news"};
  const unsubscribe_links links(*ring, "https://n.example/");
  const auto made = links.of(claim);
  ASSERT_TRUE(made.starts_with("https://n.example/u/")) << made;
  EXPECT_EQ(made, links.of(claim));
  const store::unsubscribe_tokens api(ring->derive(store::unsubscribe_tokens::purpose));
  const auto read = api.read(made.substr(made.rfind('/') + 1));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->user, claim.user);
  EXPECT_EQ(read->category, "news");
}

TEST_F(unsubscribe_links_test, are_none_where_nobody_could_follow_them) {
  EXPECT_EQ(unsubscribe_links(*ring, "").of({.project = project, .user = {}, .category = {}}), "");
}

}  // namespace
}  // namespace carillon::engine
