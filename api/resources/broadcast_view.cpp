#include "api/resources/broadcast_view.hpp"

#include <algorithm>

#include "engine/outcome/event_view.hpp"
#include "providers/answer.hpp"

namespace carillon::api {
namespace {

using stage = queue::broadcast_record::stage;

json stored(std::string_view text, json otherwise) {
  if (text.empty()) return otherwise;
  auto value = json::parse(text, nullptr, false);
  return value.is_discarded() ? std::move(otherwise) : std::move(value);
}

/// Everything but the status. The four nullable texts are there always, as the real service answers them.
json base_view(const queue::broadcast_record& record) {
  auto view = stored(record.body, json::object());
  if (!view.is_object()) view = json::object();
  for (const char* name : {"content", "action_url", "category", "topic"}) view.emplace(name, nullptr);
  view["id"] = record.id.to_string();
  view["recipients"] = stored(record.recipients, json::array());
  view["created_at"] = to_rfc3339(record.created);
  if (record.cancelled) view["cancelled_at"] = to_rfc3339(*record.cancelled);
  return view;
}

std::string_view status_of(const queue::broadcast_record& record, const queue::broadcast_progress& progress) {
  if (record.state == stage::processed) return "processed";
  const bool has_begun =
      record.state == stage::planned || progress.planned_partitions > 0 || progress.jobs > 0;
  return has_begun ? "processing" : "enqueued";
}

/// "2 recipients by apns: failed: payload_too_large".
json failure_line(const queue::failure& what, std::uint64_t count) {
  std::string message = std::to_string(count) + (count == 1 ? " recipient" : " recipients");
  if (what.via != provider::none) message.append(" by ").append(to_string(what.via));
  message.append(": ").append(to_string(what.state));
  const auto reason = engine::reason_text(what.via, what.is_reason_ours, what.reason);
  if (!reason.empty() && reason != to_string(what.state)) message.append(": ").append(reason);
  return {{"message", std::move(message)}};
}

/// "held: apns answers 503 since 12:03 UTC (ServiceUnavailable)".
json held_line(provider via, const queue::holding& why) {
  const auto since = to_rfc3339(from_unix_ms(why.since_ms));
  std::string message("held: ");
  message.append(to_string(via));
  message +=
      why.said.code == 0 ? std::string(" does not answer") : " answers " + std::to_string(why.said.code);
  message.append(" since ").append(since, 11, 5).append(" UTC");
  const bool is_of_today = to_rfc3339(now()).starts_with(std::string_view(since).substr(0, 10));
  if (!is_of_today) message.append(" on ").append(since, 0, 10);
  const auto reason = providers::reason_name(via, why.said.reason);
  if (!reason.empty()) message.append(" (").append(reason).append(")");
  return {{"message", std::move(message)}};
}

/// The planner's own errors, that it was cancelled, a line for each provider that it waits for, then one for
/// each way recipients failed: none when none did.
json errors_of(const queue::broadcast_record& record, const queue::broadcast_progress& progress) {
  auto errors = stored(record.errors, json::array());
  if (!errors.is_array()) errors = json::array();
  if (record.cancelled)
    errors.push_back({{"message", "cancelled: nothing was sent to whoever had not been reached by then"}});
  if (record.state != stage::processed) {
    for (const auto& [via, why] : progress.held) errors.push_back(held_line(via, why));
  }
  auto unexplained = progress.failed_by;
  for (const auto& [what, count] : progress.failed_for) {
    errors.push_back(failure_line(what, count));
    auto& left = unexplained[{what.via, what.state}];
    left -= std::min(left, count);
  }
  for (const auto& [what, count] : unexplained) {
    if (count > 0) errors.push_back(failure_line({.via = what.first, .state = what.second}, count));
  }
  return errors;
}

}  // namespace

json new_broadcast_view(const queue::broadcast_record& record) {
  auto view = base_view(record);
  view["status"] = {
      {"status", "enqueued"}, {"summary", {{"total", 0}, {"failures", 0}}}, {"errors", nullptr}};
  return view;
}

json broadcast_view(const queue::broadcast_record& record, const queue::broadcast_progress& progress) {
  auto view = base_view(record);
  view["status"] = {{"status", status_of(record, progress)},
                    {"summary", {{"total", progress.recipients}, {"failures", progress.failures()}}},
                    {"errors", errors_of(record, progress)}};
  return view;
}

}  // namespace carillon::api
