#include "engine/outcome/event_view.hpp"

#include "base/event_types.hpp"
#include "providers/answer.hpp"
#include "queue/derived_ids.hpp"

namespace carillon::engine {
namespace {

/// What an outcome is called where people read it.
struct wording {
  event_name type;
  std::string_view log;
};

wording wording_of(delivery_state state) noexcept {
  switch (state) {
    case delivery_state::delivered:
      return {"delivery.sent", "delivery sent"};
    case delivery_state::retry:
      return {"delivery.retried", "delivery will be tried again"};
    case delivery_state::skipped:
      return {"delivery.skipped", "delivery skipped"};
    case delivery_state::expired:
      return {"delivery.expired", "delivery expired"};
    case delivery_state::unknown:
      return {"delivery.unknown", "delivery ended without an answer"};
    case delivery_state::pending:
    case delivery_state::intent:
    case delivery_state::failed:
    case delivery_state::revoked:
      break;
  }
  return {"delivery.failed", "delivery failed"};
}

/// One that a later version wrote has a level of no concern.
std::string_view level_of(std::string_view type) noexcept {
  const auto* const known = find_event_type(type);
  return known != nullptr ? known->level : "info";
}

std::string_view own_reason_text(std::uint16_t reason) noexcept {
  switch (static_cast<queue::own_reason>(reason)) {
    case queue::own_reason::none:
      return "";
    case queue::own_reason::no_address:
      return "no_address";
    case queue::own_reason::user_deleted:
      return "user_deleted";
    case queue::own_reason::no_integration:
      return "no_integration";
    case queue::own_reason::expired:
      return "expired";
    case queue::own_reason::retries_exhausted:
      return "retries_exhausted";
    case queue::own_reason::payload_too_large:
      return "payload_too_large";
    case queue::own_reason::revocation_held:
      return "revocation_held";
    case queue::own_reason::provider_not_built:
      return "provider_not_built";
    case queue::own_reason::condition:
      return "condition";
    case queue::own_reason::condition_failed:
      return "condition_failed";
    case queue::own_reason::muted:
      return "muted";
    case queue::own_reason::category_disabled:
      return "category_disabled";
    case queue::own_reason::invalid_override:
      return "invalid_override";
    case queue::own_reason::in_doubt:
      return "in_doubt";
    case queue::own_reason::invalid_address:
      return "invalid_address";
    case queue::own_reason::cancelled:
      return "cancelled";
    case queue::own_reason::suppressed:
      return "suppressed";
    case queue::own_reason::discarded:
      return "discarded";
  }
  return "";
}

std::string reason_of(const queue::event_row& row) {
  const auto own = queue::own_reason_of(row.record);
  const auto reason = own ? static_cast<std::uint16_t>(*own) : row.record.reason;
  const auto named = reason_text(row.record.via, own.has_value(), reason);
  if (!row.text.empty() && !named.empty()) return std::string(named) + ": " + row.text;
  return row.text.empty() ? std::string(named) : row.text;
}

json delivery_context(const queue::event_row& row, user_id recipient, const std::string& reason) {
  json context = {{"channel", to_string(row.via)},
                  {"broadcast_id", row.broadcast.to_string()},
                  {"attempt", row.record.attempt}};
  if (row.record.via != provider::none) context["provider"] = to_string(row.record.via);
  if (!recipient.value.is_nil()) {
    const auto notification =
        queue::to_notification_id(row.broadcast, recipient, {row.position.where, row.number});
    context["user_id"] = recipient.to_string();
    context["notification_id"] = notification.to_string();
    context["delivery_id"] = queue::to_delivery_id(notification, row.via, row.record.token_hash).to_string();
  }
  if (!reason.empty()) context["reason"] = reason;
  return context;
}

json delivery_view(const queue::event_row& row, user_id recipient) {
  const auto words = wording_of(row.record.state);
  const auto reason = reason_of(row);
  std::string log(words.log);
  if (!reason.empty()) log += ": " + reason;
  const auto type = words.type.text();
  json view = {{"type", type}, {"level", level_of(type)}, {"log", std::move(log)}};
  if (row.record.code != 0) view["code"] = row.record.code;
  view["context"] = delivery_context(row, recipient, reason);
  return view;
}

/// "integration.saved" → "integration saved".
json note_view(const queue::event_row& row) {
  std::string log = row.kind;
  std::ranges::replace(log, '.', ' ');
  auto context = json::parse(row.payload, nullptr, false);
  if (!context.is_object()) context = json::object();
  if (const auto reason = text_of(context, "reason"); row.kind.starts_with("delivery.") && !reason.empty())
    log += ": " + reason;
  return {{"type", row.kind},
          {"level", level_of(row.kind)},
          {"log", std::move(log)},
          {"context", std::move(context)}};
}

}  // namespace

std::string_view reason_text(provider via, bool is_ours, std::uint16_t reason) noexcept {
  return is_ours ? own_reason_text(reason) : providers::reason_name(via, reason);
}

std::string_view event_type(const queue::event_row& row) noexcept {
  return row.kind.empty() ? wording_of(row.record.state).type.text() : std::string_view(row.kind);
}

json event_view(project_id project, const queue::event_row& row, user_id recipient) {
  auto view = row.kind.empty() ? delivery_view(row, recipient) : note_view(row);
  view["id"] = queue::to_event_id(project, row.position).to_string();
  view["timestamp"] = to_rfc3339(from_unix_ms(row.position.time_ms));
  return view;
}

}  // namespace carillon::engine
