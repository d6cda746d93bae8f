#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "base/digest.hpp"

namespace carillon {
namespace {

static_assert(!std::is_convertible_v<user_id, broadcast_id>);
static_assert(!std::is_constructible_v<user_id, broadcast_id>);

constexpr std::string_view canonical = "019ab123-4567-7abc-9def-0123456789ab";

TEST(uuid, reads_and_writes_the_canonical_text) {
  EXPECT_EQ(uuid::parse(canonical).value().to_string(), canonical);
  EXPECT_EQ(uuid::parse("019AB123-4567-7ABC-9DEF-0123456789AB").value().to_string(), canonical);
}

TEST(uuid, refuses_every_other_form) {
  for (const auto* text : {"", "019ab123456770bc9def0123456789ab", "019ab123-4567-7abc-9def-0123456789a",
                           "019ab123-4567-7abc-9def-0123456789abc", "019ab123-4567-7abc-9def-0123456789ag",
                           "019ab1234-567-7abc-9def-0123456789ab", "{19ab123-4567-7abc-9def-0123456789a}",
                           " 19ab123-4567-7abc-9def-0123456789ab", "019ab123-4567-7abc-9def-0123456789-b"}) {
    const auto parsed = uuid::parse(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_EQ(parsed.error().code, errc::invalid_argument);
  }
}

TEST(uuid, goes_through_sixteen_raw_bytes) {
  const auto value = uuid::parse(canonical).value();
  EXPECT_EQ(value.raw().size(), 16u);
  EXPECT_EQ(uuid::from_raw(value.raw()).value(), value);
  EXPECT_EQ(uuid::from_raw("too short").error().code, errc::corrupted);
}

TEST(uuid, of_version_7_starts_with_the_milliseconds) {
  const auto value = uuid::v7(from_unix_ms(0x0123456789ab));
  EXPECT_EQ(value.to_string().substr(0, 15), "01234567-89ab-7");
  EXPECT_NE(std::string_view("89ab").find(value.to_string()[19]), std::string_view::npos);
}

TEST(uuid, of_version_7_sorts_by_time_and_never_repeats) {
  EXPECT_LT(uuid::v7(from_unix_ms(1000)), uuid::v7(from_unix_ms(1001)));
  EXPECT_NE(uuid::v7(from_unix_ms(1000)), uuid::v7(from_unix_ms(1000)));
}

TEST(uuid, of_version_8_is_the_stamped_digest) {
  const auto digest = sha256("abc");  // ba7816bf 8f01cfea 414140de 5dae2223
  EXPECT_EQ(uuid::v8(digest).to_string(), "ba7816bf-8f01-8fea-8141-40de5dae2223");
}

TEST(uuid, knows_when_it_is_nil) {
  EXPECT_TRUE(uuid{}.is_nil());
  EXPECT_FALSE(uuid::parse(canonical).value().is_nil());
}

TEST(id, parses_hashes_and_compares_like_its_uuid) {
  const auto one = user_id::parse(canonical).value();
  EXPECT_EQ(one.to_string(), canonical);
  EXPECT_EQ(std::hash<user_id>{}(one), std::hash<uuid>{}(one.value));
  EXPECT_NE(one, user_id::make(now()));
  EXPECT_TRUE(user_id::parse("no id").has_error());
}

}  // namespace
}  // namespace carillon
