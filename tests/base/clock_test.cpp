#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace carillon {
namespace {

constexpr timestamp some_time = from_unix_us(1'795'422'573'000'001);

TEST(clock, writes_six_digits_and_z) {
  EXPECT_EQ(to_rfc3339(some_time), "2026-11-23T08:29:33.000001Z");
  EXPECT_EQ(to_rfc3339(from_unix_us(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(from_unix_us(-1)), "1969-12-31T23:59:59.999999Z");
}

TEST(clock, reads_back_what_it_writes) {
  EXPECT_EQ(parse_rfc3339(to_rfc3339(some_time)).value(), some_time);
}

TEST(clock, reads_any_fraction_and_offset) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(some_time);
  EXPECT_EQ(parse_rfc3339("2026-11-23T08:29:33Z").value(), whole);
  EXPECT_EQ(parse_rfc3339("2026-11-23t08:29:33.5z").value(), whole + std::chrono::milliseconds(500));
  EXPECT_EQ(parse_rfc3339("2026-11-23T08:29:33.0000019999Z").value(), some_time);
  EXPECT_EQ(parse_rfc3339("2026-11-23T10:29:33+02:00").value(), whole);
  EXPECT_EQ(parse_rfc3339("2026-11-22T22:59:33-09:30").value(), whole);
  EXPECT_EQ(parse_rfc3339("2024-02-29T00:00:00Z").value(),
            timestamp(std::chrono::sys_days{std::chrono::year{2024} / 2 / 29}));
}

TEST(clock, refuses_what_is_no_rfc_3339_time) {
  for (const auto* text : {"",
                           "2026-11-23",
                           "2026-11-23 08:29:33Z",
                           "2026-11-23T08:29:33",
                           "2026-11-23T08:29Z",
                           "2026-11-23T08:29:33.Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-11-31T00:00:00Z",
                           "2026-11-23T24:00:00Z",
                           "2026-11-23T08:60:00Z",
                           "2026-11-23T08:29:60Z",
                           "2026-11-23T08:29:33+24:00",
                           "2026-11-23T08:29:33+0200",
                           "2026-11-23T08:29:33ZZ",
                           " 2026-11-23T08:29:33Z",
                           "26-11-23T08:29:33Z",
                           "2026-11-23T08:29:-3Z",
                           "+026-11-23T08:29:33Z"}) {
    const auto parsed = parse_rfc3339(text);
    ASSERT_TRUE(parsed.has_error()) << text;
    EXPECT_EQ(parsed.error().code, errc::invalid_argument);
  }
}

TEST(clock, converts_to_unix_time_rounding_down) {
  EXPECT_EQ(to_unix_ms(from_unix_us(1'999)), 1);
  EXPECT_EQ(to_unix_ms(from_unix_us(-1)), -1);
  EXPECT_EQ(to_unix_us(from_unix_ms(7)), 7'000);
}

}  // namespace
}  // namespace carillon
