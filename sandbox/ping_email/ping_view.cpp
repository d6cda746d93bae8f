// What a pinged URL is told of one notification.
#include "sandbox/ping_email/ping_desk.hpp"
#include "sandbox/request_view.hpp"

namespace carillon::sandbox {

std::vector<shown_message> ping_desk::show(const incoming& request,
                                           std::span<const std::size_t> items) const {
  const auto body = parse_json(request.body, {.max_bytes = 16 << 20});
  if (!body) return {items.size(), show_unreadable(request, "The body is no JSON.")};
  const auto& list = member_of(*body, "notifications");
  std::vector<shown_message> shown;
  for (const auto item : items) {
    auto& made = shown.emplace_back(show_request(request));
    if (!list.is_array() || item >= list.size()) continue;
    made.title = text_of(list[item], "title");
    made.text = text_of(list[item], "content");
    made.link = text_of(list[item], "action_url");
    made.payload = dump_json(list[item]);
  }
  return shown;
}

}  // namespace carillon::sandbox
