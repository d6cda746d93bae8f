#include "engine/webhooks/event_reader.hpp"

#include "engine/outcome/event_view.hpp"
#include "engine/webhooks/endpoint_events.hpp"
#include "engine/webhooks/webhook_message.hpp"
#include "queue/broadcast_bodies.hpp"

namespace carillon::engine {
namespace {

constexpr std::size_t most_categories = 256;

}  // namespace

task<result<std::optional<std::string>>> event_reader::category_of(broadcast_id broadcast) {
  std::optional<std::string> category;
  if (broadcast.value.is_nil()) co_return category;
  if (const auto known = categories_.find(broadcast); known != categories_.end()) co_return known->second;
  auto bodies =
      co_await queue::broadcast_bodies(parts_.queue.link(), parts_.queue.names(), project_, {broadcast});
  if (!bodies) co_return bodies.error();
  if (const auto& body = bodies->at(0)) {
    const auto value = json::parse(*body, nullptr, false);  // ours
    if (auto text = text_of(value, "category"); !text.empty()) category = std::move(text);
  }
  if (categories_.size() >= most_categories) categories_.clear();
  categories_.emplace(broadcast, category);
  co_return category;
}

task<result<std::vector<queue::event_row>>> event_reader::choose(const store::webhook_endpoint& by,
                                                                 std::vector<queue::event_row> rows) {
  std::vector<queue::event_row> chosen;
  for (auto& row : rows) {
    auto is_chosen = is_told_anyway(row, by.id);
    if (!is_chosen) {
      std::optional<std::string> category;
      if (!by.categories.empty()) {
        auto found = co_await category_of(row.broadcast);
        if (!found) co_return found.error();
        category = std::move(*found);
      }
      is_chosen = store::is_wanted(by, event_type(row), category);
    }
    if (*is_chosen) chosen.push_back(std::move(row));
  }
  co_return chosen;
}

task<result<std::vector<told_event>>> event_reader::tell(std::vector<queue::event_row> rows) {
  std::vector<std::pair<queue::partition, std::uint32_t>> numbers;
  for (const auto& row : rows) numbers.emplace_back(row.position.where, row.number);
  const auto users = co_await parts_.users.ids_of(project_, std::move(numbers));
  if (!users) co_return users.error();
  std::vector<told_event> out;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto recipient = rows[at].kind.empty() ? (*users)[at] : user_id{};
    const auto& position = rows[at].position;
    out.push_back({position, queue::to_event_id(project_, position),
                   webhook_body(event_view(project_, rows[at], recipient))});
  }
  co_return out;
}

}  // namespace carillon::engine
