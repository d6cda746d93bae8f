#include "store/notification_finder.hpp"

#include "queue/derived_ids.hpp"

namespace carillon::store {

namespace {

constexpr std::size_t broadcasts_at_once = 1000;

struct search {
  net::redis& redis;
  const queue::keys& names;
  project_id project;
  notification_id wanted;

  /// Whoever has the number that the id tells, if it is one of that broadcast's.
  task<result<std::optional<notification_origin>>> check(broadcast_id broadcast) {
    const auto place = queue::place_in(wanted, broadcast);
    const auto page = names.user_index(place.where, project, place.number / queue::page_size);
    const auto field = std::to_string(place.number % queue::page_size);
    auto found = co_await redis.call({"HGET", page, field});
    found = net::require_success(std::move(found));
    if (!found) co_return found.error();
    const auto user = uuid::from_raw(found->text);  // 17 bytes: deleted
    if (!user) co_return std::optional<notification_origin>();
    const notification_origin origin{broadcast, {{*user}, place.where, place.number}};
    if (notification_of(broadcast, origin.who) != wanted) co_return std::optional<notification_origin>();
    co_return std::optional(origin);
  }
};

error no_such_notification() {
  return {errc::not_found, "no such notification"};
}

}  // namespace

task<result<notification_origin>> find_notification(net::redis& redis, queue::keys names, project_id project,
                                                    notification_id id) {
  const auto home = queue::home_of(id);
  if (!home) co_return no_such_notification();
  const auto index = names.broadcast_index(*home, project);
  search within{redis, names, project, id};
  for (std::size_t from = 0; from < most_broadcasts_searched; from += broadcasts_at_once) {
    auto some = co_await redis.call(
        {"ZREVRANGE", index, std::to_string(from), std::to_string(from + broadcasts_at_once - 1)});
    some = net::require_success(std::move(some));
    if (!some) co_return some.error();
    for (const auto& each : some->elements) {
      const auto broadcast = uuid::from_raw(each.text);
      if (!broadcast || !queue::may_stem_from(id, {*broadcast})) continue;
      auto origin = co_await within.check({*broadcast});
      if (!origin) co_return origin.error();
      if (*origin) co_return **origin;
    }
    if (some->elements.size() < broadcasts_at_once) break;
  }
  co_return no_such_notification();
}

}  // namespace carillon::store
