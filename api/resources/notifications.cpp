#include "api/resources/notifications.hpp"

#include <array>
#include <charconv>

#include "api/http/paging.hpp"
#include "api/resources/notification_page.hpp"
#include "api/resources/notification_plan.hpp"
#include "base/text_checks.hpp"

namespace carillon::api {
namespace {

using store::inbox_mark;
using store::inbox_status;
using position = store::inbox::position;

constexpr std::size_t max_label = 255;

struct named_status {
  std::string_view name;
  inbox_status value;
};
constexpr std::array statuses{
    named_status{"unseen", inbox_status::unseen}, named_status{"unread", inbox_status::unread},
    named_status{"read", inbox_status::read}, named_status{"archived", inbox_status::archived}};

store::user_ref caller_ref(const request& of) {
  return to_ref(of.project(), *of.caller.user);
}

/// Without a status: everything that is not archived.
checked<inbox_status> read_status(const request& of) {
  if (!of.query.has("status")) return inbox_status::current;
  const auto wanted = of.query.get("status");
  const auto found = std::ranges::find(statuses, wanted, &named_status::name);
  if (found == statuses.end()) return problem{400, "status should be one of unseen, unread, read, archived"};
  return found->value;
}

/// category and topic; empty ones are absent.
checked<store::inbox_filter> read_filter(const request& of, inbox_status status) {
  store::inbox_filter filter{status, std::string(of.query.get("category")),
                             std::string(of.query.get("topic"))};
  const std::pair<const char*, std::string_view> labels[] = {{"category", filter.category},
                                                             {"topic", filter.topic}};
  for (const auto& [name, value] : labels) {
    if (value.empty()) continue;
    if (value.size() > max_label || schema::check_label(value))
      return problem{400, std::string(name) + " should be up to 255 letters, digits and _ . - / :"};
  }
  return filter;
}

std::string position_text(const store::inbox_item& row) {
  const auto at = store::inbox::position_of(row);
  return std::to_string(at.created_ms) + '.' + at.id.to_string();
}

/// Cursors are MACed: what does not parse was not made by this version.
result<std::optional<position>> parse_position(const std::optional<std::string>& text) {
  if (!text) return std::optional<position>();
  position out;
  const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), out.created_ms);
  if (ec != std::errc() || *end != '.') return error(errc::invalid_argument, "bad cursor");
  const auto id = notification_id::parse(end + 1);
  if (!id) return error(errc::invalid_argument, "bad cursor");
  out.id = *id;
  return std::optional(out);
}

task<response> list_notifications(services& with, request of) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  const auto status = read_status(of);
  if (!status) co_return failure(status.error());
  const auto filter = read_filter(of, *status);
  if (!filter) co_return failure(filter.error());
  const auto after = parse_position(page->after);
  if (!after) co_return failure(after.error());
  const auto before = parse_position(page->before);
  if (!before) co_return failure(before.error());
  auto rows =
      co_await with.inbox.list(of.project(), caller_ref(of), *filter, *after, *before, page->limit + 1);
  if (!rows) co_return failure(rows.error());
  auto ends = trim_page(*rows, *page, position_text);

  // From the cursor on, so that what does not fit is next to the page that follows.
  if (page->before) std::ranges::reverse(*rows);
  auto read = co_await read_notifications(with, of, *rows);
  if (!read) co_return failure(read.error());
  if (read->rows_used < rows->size())
    (page->before ? ends.previous : ends.next) = position_text((*rows)[read->rows_used - 1]);
  if (page->before) std::ranges::reverse(read->views);
  auto answer = co_await page_answer(with, of, *page, std::move(read->views), ends);
  co_return answer;
}

task<response> fetch_notification(services& with, request of) {
  const auto id = of.id_parameter<notification_id>("notification_id");
  if (!id) co_return failure(id.error());
  auto item = co_await with.inbox.find(of.project(), caller_ref(of), *id);
  if (!item) co_return failure(item.error());
  std::vector<store::inbox_item> rows(1, *item);
  auto read = co_await read_notifications(with, of, std::move(rows));
  if (!read) co_return failure(read.error());
  if (read->views.empty()) co_return failure(problem{404, "no such notification"});
  co_return json_answer(200, read->views.front());
}

task<response> count_unread(services& with, request of) {
  auto filter = read_filter(of, inbox_status::unread);
  if (!filter) co_return failure(filter.error());
  const auto count = co_await with.inbox.count_unread(of.project(), caller_ref(of), std::move(*filter));
  if (!count) co_return failure(count.error());
  co_return json_answer(200, {{"count", *count}});
}

task<response> mark(services& with, request of, inbox_mark as) {
  const auto id = of.id_parameter<notification_id>("notification_id");
  if (!id) co_return failure(id.error());
  const auto marked = co_await with.inbox.mark(of.project(), caller_ref(of), *id, as);
  if (!marked) co_return failure(marked.error());
  co_return no_content();
}

task<response> mark_matching(services& with, request of, inbox_status status, inbox_mark as) {
  auto filter = read_filter(of, status);
  if (!filter) co_return failure(filter.error());
  const auto marked = co_await with.inbox.mark_all(of.project(), caller_ref(of), std::move(*filter), as);
  if (!marked) co_return failure(marked.error());
  co_return no_content();
}

handler mark_one(inbox_mark as) {
  return [as](services& with, request of) { return mark(with, std::move(of), as); };
}

/// What is archived stays as it is.
handler mark_all(inbox_status status, inbox_mark as) {
  return [status, as](services& with, request of) { return mark_matching(with, std::move(of), status, as); };
}

}  // namespace

std::vector<route> notification_routes() {
  constexpr auto user = role::user;
  const std::vector<route> table{
      {"GET", "/v2/notifications", user, "list_notifications", list_notifications},
      {"GET", "/v2/notifications/unread/count", user, "count_unread_notifications", count_unread},
      {"POST", "/v2/notifications/read", user, "mark_all_notifications_read",
       mark_all(inbox_status::unread, inbox_mark::read)},
      {"POST", "/v2/notifications/archive", user, "archive_all_notifications",
       mark_all(inbox_status::current, inbox_mark::archived)},
      {"POST", "/v2/notifications/seen", user, "mark_all_notifications_seen",
       mark_all(inbox_status::unseen, inbox_mark::seen)},
      {"GET", "/v2/notifications/{notification_id}", user, "fetch_notification", fetch_notification},
      {"POST", "/v2/notifications/{notification_id}/read", user, "mark_notification_read",
       mark_one(inbox_mark::read)},
      {"POST", "/v2/notifications/{notification_id}/unread", user, "mark_notification_unread",
       mark_one(inbox_mark::unread)},
      {"POST", "/v2/notifications/{notification_id}/seen", user, "mark_notification_seen",
       mark_one(inbox_mark::seen)},
      {"POST", "/v2/notifications/{notification_id}/archive", user, "archive_notification",
       mark_one(inbox_mark::archived)},
      {"POST", "/v2/notifications/{notification_id}/unarchive", user, "unarchive_notification",
       mark_one(inbox_mark::unarchived)},
      {"GET", "/v2/notifications/{notification_id}/deliveryplan", role::project,
       "fetch_notification_delivery_plan", fetch_notification_plan},
  };
  return table;
}

}  // namespace carillon::api
