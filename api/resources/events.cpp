#include "api/resources/events.hpp"

#include "api/http/paging.hpp"
#include "engine/outcome/event_view.hpp"

namespace carillon::api {
namespace {

using rows = std::vector<queue::event_row>;

/// The rows shown, with their users' ids looked up in one go.
task<result<json>> views_of(services& with, project_id project, rows shown) {
  std::vector<std::pair<queue::partition, std::uint32_t>> numbers;
  for (const auto& row : shown) numbers.emplace_back(row.position.where, row.number);
  const auto users = co_await with.users.ids_of(project, std::move(numbers));
  if (!users) co_return users.error();
  auto views = json::array();
  for (std::size_t index = 0; index < shown.size(); ++index) {
    const auto recipient = shown[index].kind.empty() ? (*users)[index] : user_id{};
    views.push_back(engine::event_view(project, shown[index], recipient));
  }
  co_return views;
}

result<std::optional<queue::event_position>> parse_position(project_id project,
                                                            const std::optional<std::string>& text) {
  if (!text) return std::optional<queue::event_position>();
  error bad(errc::invalid_argument, "bad cursor");
  const auto id = event_id::parse(*text);
  if (!id) return bad;
  const auto position = queue::parse_event_id(project, *id);
  if (!position) return bad;
  return std::optional(*position);
}

}  // namespace

task<response> list_events(services& with, request of) {
  const auto project = of.project();
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  const auto older_than = parse_position(project, page->after);
  if (!older_than) co_return failure(older_than.error());
  const auto newer_than = parse_position(project, page->before);
  if (!newer_than) co_return failure(newer_than.error());
  auto found = co_await with.events.page(project, *older_than, *newer_than, page->limit + 1);
  if (!found) co_return failure(found.error());
  const auto name = [&](const queue::event_position& at) {
    return queue::to_event_id(project, at).to_string();
  };
  auto ends = trim_page(found->rows, *page, [&](const queue::event_row& row) { return name(row.position); });
  if (found->cut_at) (page->before ? ends.previous : ends.next) = name(*found->cut_at);
  auto data = co_await views_of(with, project, std::move(found->rows));
  if (!data) co_return failure(data.error());
  auto answer = co_await page_answer(with, of, *page, std::move(*data), ends);
  co_return answer;
}

task<response> fetch_event(services& with, request of) {
  const auto id = of.id_parameter<event_id>("event_id");
  if (!id) co_return failure(id.error());
  const auto position = queue::parse_event_id(of.project(), *id);
  if (!position) co_return failure(problem{404, "no such event"});
  auto row = co_await with.events.find(of.project(), *position);
  if (!row) co_return failure(row.error());
  rows one;
  one.push_back(std::move(*row));
  const auto data = co_await views_of(with, of.project(), std::move(one));
  if (!data) co_return failure(data.error());
  co_return json_answer(200, data->front());
}

}  // namespace carillon::api
