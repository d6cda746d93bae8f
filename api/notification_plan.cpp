#include "api/notification_plan.hpp"

#include "api/paging.hpp"
#include "engine/delivery_steps.hpp"

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
  const auto planned = engine::parse_delivery_steps(record.steps);
  if (!planned) return 0;  // not planned yet
  std::size_t count = 0;
  for (const auto& step : planned->steps) {
    if (record.state == stage::processed || record.created + step.delay <= at) ++count;
  }
  return count;
}

json text_or_null(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? *found : json();
}

json plan_view(const store::inbox_item& item, user_id user, const queue::broadcast_record& record) {
  auto body = json::parse(record.body, nullptr, false);
  if (!body.is_object()) body = json::object();
  return {{"id", item.id.to_string()},  // one plan a notification
          {"user_id", user.to_string()},
          {"notification_id", item.id.to_string()},
          {"status", status_of(record.state)},
          {"next_step", begun(record, now())},
          {"category", text_or_null(body, "category")},
          {"topic", text_or_null(body, "topic")},
          {"started_at", record.state == stage::accepted ? json() : json(to_rfc3339(record.created))},
          {"completed_at", nullptr}};  // not on record
}

}  // namespace

task<response> fetch_notification_plan(services& with, request of) {
  const auto id = of.id_parameter<notification_id>("notification_id");
  if (!id) co_return failure(id.error());
  if (!of.query.has("user_id"))
    co_return failure(problem{404, "no such notification: its user is to be named as user_id"});
  const auto user = user_id::parse(of.query.get("user_id"));
  if (!user) co_return failure(problem{400, "invalid user_id: it should be a UUID"});
  const auto owner = co_await with.users.find(of.project(), *user);
  if (!owner) co_return failure(owner.error());
  const auto item = co_await with.inbox.find(of.project(), to_ref(of.project(), *owner), *id);
  if (!item) co_return failure(item.error());
  const auto record = co_await with.queue.find(of.project(), item->broadcast);
  if (!record) co_return failure(record.error());
  auto data = json::array();
  data.push_back(plan_view(*item, *user, *record));
  co_return list_answer(with, of, std::move(data));
}

}  // namespace carillon::api
