// Every type of event a project's log can hold: what GET /v2/events lists and endpoints of outgoing webhooks
// ask for. Who writes an event names it by an event_name, which compiles for these alone. Appended to and
// never renamed: they rest in logs and in what endpoints asked for. Pure data.
#pragma once

#include <array>
#include <string_view>

namespace carillon {

struct event_type {
  std::string_view name;
  std::string_view level;    ///< info, warning, error
  std::string_view meaning;  ///< a phrase for people
};

inline constexpr auto event_types = std::to_array<event_type>({
    {"broadcast.processed", "info", "all of its deliveries ended"},
    {"broadcast.cancelled", "info", "what was not sent yet is not going to be"},
    {"delivery.sent", "info", "the provider took it"},
    {"delivery.retried", "warning", "an attempt failed, and another one follows"},
    {"delivery.skipped", "info", "there was nothing to send, or nobody to send it to"},
    {"delivery.failed", "error", "the provider refused it, or its address is dead"},
    {"delivery.expired", "error", "it could not be sent in time"},
    {"delivery.unknown", "error", "nobody answered, and sending it twice would be worse"},
    {"delivery.undelivered", "error", "the provider took it, and later could not deliver it"},
    {"delivery.unconfirmed", "warning", "the provider took it, and no receipt came"},
    {"delivery.status", "info", "what else the provider says later of what it took"},
    {"delivery.bounced", "error", "a mail came back for good"},
    {"delivery.complained", "warning", "its reader called a mail spam"},
    {"suppression.added", "info", "mail to an address goes out no more"},
    {"suppression.removed", "info", "mail to an address goes out again"},
    {"suppression.imported", "info", "addresses were put on the list from a file"},
    {"suppression.held", "warning", "so much mail came back that its addresses are not suppressed"},
    {"token.discarded", "info", "a user discarded an address of theirs"},
    {"integration.saved", "info", "an integration, or a webhook endpoint, is new or changed"},
    {"integration.deleted", "info", "an integration, or a webhook endpoint, is gone"},
    {"integration.error", "error", "the provider refuses an integration, or cannot be used"},
    {"integration.webhook.received", "info", "an incoming webhook was taken"},
    {"integration.webhook.rejected", "warning", "an incoming webhook was refused"},
    {"installation.saved", "info", "a user installed something"},
    {"deliveryconfig.saved", "info", "a delivery plan is new or changed"},
    {"template.failed", "error", "a template did not render: the broadcast's own words were used"},
    {"job.failed", "error", "part of a broadcast was given up, and waits for a decision"},
    {"job.redriven", "info", "that part is worked on again"},
    {"job.discarded", "info", "that part was ended by hand"},
    {"jwt.created", "info", "an access token was issued"},
    {"jwt.discarded", "info", "an access token was revoked"},
    {"webhook_endpoint.disabled", "warning", "an endpoint is called no more; itself is not told"},
    {"webhook_endpoint.gave_up", "warning", "an endpoint could not be told of an event; no endpoint is told"},
    {"webhook_endpoint.overtaken", "error", "events were removed by age before an endpoint was told of them"},
    {"webhook_endpoint.test", "info", "asked for by a person; that endpoint alone is told"},
});

/// Null when there is none of that name.
constexpr const event_type* find_event_type(std::string_view name) noexcept {
  for (const auto& each : event_types) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

/// "delivery." of "delivery.sent", and the like: some type begins so.
constexpr bool begins_event_type(std::string_view beginning) noexcept {
  if (!beginning.ends_with('.')) return false;
  for (const auto& each : event_types) {
    if (each.name.starts_with(beginning)) return true;
  }
  return false;
}

/// A name that is in the list. Lives as long as the process.
class event_name {
 public:
  consteval event_name(const char* text) : text_(text) {  // NOLINT(google-explicit-constructor)
    if (find_event_type(text_) == nullptr) throw "no such type of event: see event_types";
  }
  constexpr std::string_view text() const noexcept { return text_; }
  constexpr bool operator==(const event_name&) const noexcept = default;

 private:
  std::string_view text_;
};

}  // namespace carillon
