#include "engine/webhooks/endpoint_events.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace carillon::engine {
namespace {

std::optional<bool> is_told(event_name kind, const integration_id& about, const integration_id& to) {
  queue::event_row row;
  row.kind = kind.text();
  row.payload = dump_json({{"integration_id", about.to_string()}});
  return is_told_anyway(row, to);
}

TEST(endpoint_events, go_to_whom_they_concern_and_keep_nobody_busy) {
  const auto one = integration_id::make(from_unix_ms(1));
  const auto other = integration_id::make(from_unix_ms(2));
  EXPECT_EQ(is_told(endpoint_test, one, one), true);
  EXPECT_EQ(is_told(endpoint_test, one, other), false);
  EXPECT_EQ(is_told(endpoint_gave_up, one, one), false);
  EXPECT_EQ(is_told(endpoint_gave_up, one, other), false);
  EXPECT_EQ(is_told(endpoint_disabled, one, one), false);
  EXPECT_EQ(is_told(endpoint_disabled, one, other), std::nullopt);
  EXPECT_EQ(is_told("integration.saved", one, one), std::nullopt);
}

}  // namespace
}  // namespace carillon::engine
