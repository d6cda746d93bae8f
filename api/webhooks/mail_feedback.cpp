#include "api/webhooks/mail_feedback.hpp"

#include "base/log.hpp"
#include "queue/derived_ids.hpp"
#include "store/canonical_email.hpp"
#include "store/device_token.hpp"
#include "store/notification_finder.hpp"
#include "store/suppression.hpp"

namespace carillon::api {
namespace {

using providers::feedback;

/// Its ids are ours, and it speaks of the address that this delivery went to.
bool is_consistent(const feedback& told) {
  const auto hash = store::token_hash(store::canonical_email(told.address));
  return queue::to_delivery_id(told.notification, channel::email, hash) == told.delivery;
}

json context_of(const feedback& told, const std::string& kind, const store::notification_origin& origin) {
  json out{{"channel", to_string(channel::email)},         {"provider", kind},
           {"broadcast_id", origin.broadcast.to_string()}, {"notification_id", told.notification.to_string()},
           {"delivery_id", told.delivery.to_string()},     {"user_id", origin.who.id.to_string()}};
  if (!told.words.empty()) out["reason"] = told.words;
  return out;
}

std::optional<store::suppression_reason> reason_of(feedback::kind what) noexcept {
  switch (what) {
    case feedback::kind::bounced:
      return std::nullopt;
    case feedback::kind::gone:
      return store::suppression_reason::bounce;
    case feedback::kind::complained:
      return store::suppression_reason::complaint;
  }
  return std::nullopt;
}

task<result<void>> suppress(services& with, project_id project, std::string kind, feedback told) {
  const auto reason = reason_of(told.what);
  if (!reason) co_return result<void>();
  const auto id = store::suppression_id_of(project, told.address);
  json note{{"suppression_id", id.to_string()},
            {"source", kind},
            {"reason", to_string(*reason)},
            {"delivery_id", told.delivery.to_string()}};
  const auto is_new = co_await with.suppressions.put(project, {.address = std::move(told.address),
                                                               .reason = *reason,
                                                               .note = std::move(told.words),
                                                               .source = std::move(kind),
                                                               .delivery = told.delivery});
  if (!is_new && is_new.error().code == errc::conflict) {
    log::warn("suppression_lost", is_new.error().detail, {{"project", project.to_string()}});
    co_return result<void>();
  }
  if (!is_new) co_return is_new.error();
  if (*is_new) co_await note_event(with, project, "suppression.added", std::move(note));
  co_return result<void>();
}

task<result<void>> take(services& with, project_id project, std::string kind, feedback told) {
  if (!is_consistent(told)) co_return result<void>();
  const auto origin =
      co_await store::find_notification(with.queue.link(), with.queue.names(), project, told.notification);
  if (!origin && origin.error().code == errc::not_found) co_return result<void>();
  if (!origin) co_return origin.error();
  // First what must not be lost: the same may come again, and finds it there.
  auto context = context_of(told, kind, *origin);
  const event_name type = told.what == feedback::kind::complained ? event_name("delivery.complained")
                                                                  : event_name("delivery.bounced");
  auto suppressed = co_await suppress(with, project, std::move(kind), std::move(told));
  if (!suppressed) co_return suppressed;
  co_await note_event(with, project, type, std::move(context));
  co_return result<void>();
}

}  // namespace

task<result<void>> take_feedback(services& with, project_id project, std::string kind,
                                 std::vector<feedback> all) {
  for (auto& each : all) {
    auto taken = co_await take(with, project, kind, std::move(each));
    if (!taken) co_return taken;
  }
  co_return result<void>();
}

}  // namespace carillon::api
