#include "api/resources/notification_plan.hpp"

#include "api/http/paging.hpp"
#include "engine/content/delivery_steps.hpp"
#include "store/notification_finder.hpp"

namespace carillon::api {
namespace {

using stage = queue::broadcast_record::stage;

std::string_view status_of(stage state) {
  switch (state) {
    case stage::accepted:
      return "enqueued";
    case stage::planned:
      return "processing";
    case stage::processed:
      return "processed";
  }
  return "enqueued";
}

/// Steps that have begun: the index of the next one.
std::size_t begun(const queue::broadcast_record& record, timestamp at) {
  if (record.state == stage::accepted) return 0;
  const auto planned = engine::parse_delivery_steps(record.steps);
  if (!planned) return 0;
  std::size_t count = 0;
  for (const auto& step : planned->steps) {
    if (record.state == stage::processed || record.created + step.delay <= at) ++count;
  }
  return count;
}

json text_or_null(const json& body, const char* name) {
  const auto& found = member_of(body, name);
  return found.is_string() ? found : json();
}

json plan_view(notification_id id, user_id user, const queue::broadcast_record& record) {
  const auto body = json::parse(record.body, nullptr, false);
  const bool is_started = record.state != stage::accepted;
  return {{"id", id.to_string()},  // one plan a notification
          {"user_id", user.to_string()},
          {"notification_id", id.to_string()},
          {"status", status_of(record.state)},
          {"next_step", begun(record, now())},
          {"category", text_or_null(body, "category")},
          {"topic", text_or_null(body, "topic")},
          {"started_at", is_started ? json(to_rfc3339(record.created)) : json()},
          {"completed_at", record.processed ? json(to_rfc3339(*record.processed)) : json()}};
}

}  // namespace

task<response> fetch_notification_plan(services& with, request of) {
  const auto id = of.id_parameter<notification_id>("notification_id");
  if (!id) co_return failure(id.error());
  const auto origin =
      co_await store::find_notification(with.queue.link(), with.queue.names(), of.project(), *id);
  if (!origin) co_return failure(origin.error());
  const auto record = co_await with.queue.find(of.project(), origin->broadcast);
  if (!record) co_return failure(record.error());
  auto data = json::array();
  data.push_back(plan_view(*id, origin->who.id, *record));
  auto answer = co_await list_answer(with, of, std::move(data));
  co_return answer;
}

}  // namespace carillon::api
