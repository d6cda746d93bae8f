#include "api/webhooks/mail_feedback.hpp"

#include "api/webhooks/feedback_guard.hpp"
#include "base/log.hpp"
#include "queue/derived_ids.hpp"
#include "store/canonical_email.hpp"
#include "store/device_token.hpp"
#include "store/notification_finder.hpp"
#include "store/soft_bounces.hpp"
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

struct suppression_wanted {
  store::suppression_reason reason;
  std::optional<timestamp> until{};
};

/// What it means for the address; nothing when it stays as it is.
task<result<std::optional<suppression_wanted>>> meaning_of(services& with, project_id project,
                                                           std::string kind, feedback told, broadcast_id of) {
  using store::suppression_reason;
  std::optional<suppression_wanted> wanted;
  switch (told.what) {
    case feedback::kind::delivered:
    case feedback::kind::bounced:
      co_return wanted;
    case feedback::kind::soft: {
      store::soft_bounces soft(with.queue.link(), with.queue.names());
      const auto is_enough = co_await soft.strike(project, std::move(told.address), told.delivery, now());
      if (!is_enough) co_return is_enough.error();
      if (*is_enough)
        wanted = suppression_wanted{suppression_reason::soft, now() + store::soft_bounces::suppressed_for};
      co_return wanted;
    }
    case feedback::kind::gone:
    case feedback::kind::complained:
      break;
  }
  const auto is_believed = co_await believe_feedback(with, project, std::move(kind), of);
  if (!is_believed) co_return is_believed.error();
  if (*is_believed)
    wanted = suppression_wanted{
        told.what == feedback::kind::gone ? suppression_reason::bounce : suppression_reason::complaint, {}};
  co_return wanted;
}

task<result<void>> suppress(services& with, project_id project, std::string kind, feedback told,
                            suppression_wanted wanted) {
  const auto id = store::suppression_id_of(project, told.address);
  json note{{"suppression_id", id.to_string()},
            {"source", kind},
            {"reason", to_string(wanted.reason)},
            {"delivery_id", told.delivery.to_string()}};
  if (wanted.until) note["expires_at"] = to_rfc3339(*wanted.until);
  const auto is_new = co_await with.suppressions.put(project, {.address = std::move(told.address),
                                                               .reason = wanted.reason,
                                                               .note = std::move(told.words),
                                                               .source = std::move(kind),
                                                               .delivery = told.delivery,
                                                               .until = wanted.until});
  if (!is_new && is_new.error().code == errc::conflict) {
    log::warn("suppression_lost", is_new.error().detail, {{"project", project.to_string()}});
    co_return result<void>();
  }
  if (!is_new) co_return is_new.error();
  if (*is_new) co_await note_event(with, project, "suppression.added", std::move(note));
  co_return result<void>();
}

task<result<void>> take(services& with, project_id project, std::string kind, feedback told) {
  const auto origin =
      co_await store::find_notification(with.queue.link(), with.queue.names(), project, told.notification);
  if (!origin && origin.error().code == errc::not_found) co_return result<void>();
  if (!origin) co_return origin.error();
  // First what must not be lost: the same may come again, and finds it there.
  auto context = context_of(told, kind, *origin);
  const event_name type = told.what == feedback::kind::complained ? event_name("delivery.complained")
                                                                  : event_name("delivery.bounced");
  if (told.what == feedback::kind::soft) context["is_soft"] = true;
  const auto wanted = co_await meaning_of(with, project, kind, told, origin->broadcast);
  if (!wanted) co_return wanted.error();
  if (*wanted) {
    auto suppressed = co_await suppress(with, project, std::move(kind), std::move(told), **wanted);
    if (!suppressed) co_return suppressed;
  }
  co_await note_event(with, project, type, std::move(context));
  co_return result<void>();
}

}  // namespace

task<result<void>> take_feedback(services& with, project_id project, std::string kind,
                                 std::vector<feedback> all) {
  std::erase_if(all, [](const feedback& each) { return !is_consistent(each); });
  std::vector<std::string> reached;
  for (auto& each : all) {
    if (each.what == feedback::kind::delivered) {
      reached.push_back(std::move(each.address));
      continue;
    }
    auto taken = co_await take(with, project, kind, std::move(each));
    if (!taken) co_return taken;
  }
  store::soft_bounces soft(with.queue.link(), with.queue.names());
  auto cleared = co_await soft.clear(project, std::move(reached));
  co_return cleared;
}

}  // namespace carillon::api
