#include "api/resources/webhook_endpoint_schema.hpp"

#include <array>

#include "base/event_types.hpp"
#include "base/redaction.hpp"
#include "base/text_checks.hpp"
#include "store/webhook_secret.hpp"

namespace carillon::api {
namespace {

constexpr std::array<std::string_view, 1> secrets{"secret"};

constexpr std::int64_t most_url = 2048;
constexpr std::int64_t most_description = 500;
constexpr std::int64_t most_overlap = std::chrono::seconds(store::longest_secret_overlap).count();
constexpr length filter_entries{0, 50};
constexpr length event_type{1, 100};
constexpr length category{1, 255};

refusal check_event_type(std::string_view text) noexcept {
  const bool is_known = text.ends_with(".*") ? begins_event_type(text.substr(0, text.size() - 1))
                                             : find_event_type(text) != nullptr;
  return is_known ? refusal() : refusal("should be a type of event, or the beginning of some and .*");
}

refusal check_shown_or_given(std::string_view text) noexcept {
  return is_filler(text) ? std::nullopt : store::check_webhook_secret(text);
}

refusal check_id(std::string_view text) noexcept {
  return uuid::parse(text) ? refusal() : refusal("should be a UUID");
}

refusal check_time(std::string_view text) noexcept {
  return parse_rfc3339(text) ? refusal() : refusal("should be a time as RFC 3339 has it");
}

/// One event or a span, and a span that begins before it ends.
void check_span(json& value, const std::string& path, complaints& found) {
  const auto since = text_of(value, "since");
  const auto until = text_of(value, "until");
  if (value.contains("event_id") == !since.empty() || (!until.empty() && since.empty())) {
    found.push_back(complaint_of(path, "should have either event_id or since"));
  } else if (!until.empty() && *parse_rfc3339(until) < *parse_rfc3339(since)) {
    found.push_back(complaint_of(child_path(path, "until"), "should not be before since"));
  }
}

field optional(std::string_view name, rule value) {
  return {name, std::move(value), presence::optional};
}

rule flag() {
  rule out;
  out.kind = rule::type::boolean;
  return out;
}

rule make_rule(text_check secret) {
  return object({{"url", text({1, most_url})},
                 optional("description", text({0, most_description}, &check_no_controls)),
                 optional("events", array_of(text(event_type, &check_event_type), filter_entries)),
                 optional("categories", array_of(text(category, &check_label), filter_entries)),
                 optional("enabled", flag()),
                 optional("secret", text({}, secret))});
}

std::vector<std::string> texts_of(const json& body, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& each : member_of(body, name)) out.push_back(each.get<std::string>());
  return out;
}

std::string_view state_of(const store::webhook_endpoint& endpoint, const queue::endpoint_progress& calls) {
  if (!endpoint.is_called()) return "disabled";
  return calls.failing_since_ms == 0 ? "active" : "failing";
}

json status_view(const store::webhook_endpoint& endpoint, const queue::endpoint_progress& calls) {
  json view = {{"state", state_of(endpoint, calls)}};
  if (!endpoint.switched_off.empty()) view["disabled_because"] = endpoint.switched_off;
  const auto add_time = [&](const char* name, std::int64_t ms) {
    if (ms > 0) view[name] = to_rfc3339(from_unix_ms(ms));
  };
  add_time("failing_since", calls.failing_since_ms);
  add_time("lost_since", calls.lost.since_ms);
  add_time("lost_before", calls.lost.before_ms);
  add_time("last_attempt_at", calls.last_attempt_ms);
  if (calls.last_status != 0) view["last_status"] = calls.last_status;
  if (!calls.last_error.empty()) view["last_error"] = calls.last_error;
  view["taken"] = calls.taken;
  view["redelivered"] = calls.redelivered;
  view["delivered"] = calls.delivered;
  view["given_up"] = calls.given_up;
  view["waiting"] = calls.waiting;
  view["failed_attempts"] = calls.failed;
  if (calls.again) {
    view["redelivering"] = {{"from", to_rfc3339(from_unix_ms(calls.again->from.time_ms))},
                            {"until", to_rfc3339(from_unix_ms(calls.again->until_ms))}};
  }
  add_time("next_attempt_at", calls.next_due_ms.value_or(0));
  return view;
}

}  // namespace

const rule& webhook_endpoint_rule(endpoint_body of) {
  static const rule created = make_rule(&store::check_webhook_secret);
  static const rule replaced = make_rule(&check_shown_or_given);
  return of == endpoint_body::created ? created : replaced;
}

const rule& rotation_rule() {
  static const rule made = object({optional("overlap_seconds", integer({0, most_overlap})),
                                   optional("secret", text({}, &store::check_webhook_secret))});
  return made;
}

const rule& redelivery_rule() {
  static const rule made = [] {
    auto out = object({optional("event_id", text({}, &check_id)), optional("since", text({}, &check_time)),
                       optional("until", text({}, &check_time))});
    out.custom = &check_span;
    return out;
  }();
  return made;
}

void apply_body(const json& body, store::webhook_endpoint& to) {
  to.url = text_of(body, "url");
  to.description = text_of(body, "description");
  to.events = texts_of(body, "events");
  to.categories = texts_of(body, "categories");
  const auto& enabled = member_of(body, "enabled");
  if (enabled.is_boolean()) to.is_enabled = enabled.get<bool>();
}

json webhook_config_view(const store::webhook_endpoint& endpoint) {
  json view = {{"url", endpoint.url}};
  if (!endpoint.description.empty()) view["description"] = endpoint.description;
  if (!endpoint.events.empty()) view["events"] = endpoint.events;
  if (!endpoint.categories.empty()) view["categories"] = endpoint.categories;
  view["enabled"] = endpoint.is_called();
  view["secret"] = endpoint.signing_secret.reveal();
  return redacted(view, secrets);
}

json webhook_endpoint_view(const store::webhook_endpoint& endpoint, const queue::endpoint_progress& calls) {
  return {{"id", endpoint.id.to_string()},
          {"name", "webhook"},
          {"config", webhook_config_view(endpoint)},
          {"status", status_view(endpoint, calls)},
          {"created_at", to_rfc3339(endpoint.created)},
          {"updated_at", to_rfc3339(endpoint.updated)}};
}

}  // namespace carillon::api
