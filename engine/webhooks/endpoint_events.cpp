#include "engine/webhooks/endpoint_events.hpp"

#include "base/json.hpp"

namespace carillon::engine {
namespace {

bool is_about(const queue::event_row& row, integration_id endpoint) {
  const auto context = json::parse(row.payload, nullptr, false);
  return text_of(context, "integration_id") == endpoint.to_string();
}

}  // namespace

std::optional<bool> is_told_anyway(const queue::event_row& row, integration_id endpoint) {
  if (row.kind == endpoint_test.text()) return is_about(row, endpoint);
  if (row.kind == endpoint_gave_up.text()) return false;
  if (row.kind == endpoint_disabled.text() && is_about(row, endpoint)) return false;
  return std::nullopt;
}

}  // namespace carillon::engine
