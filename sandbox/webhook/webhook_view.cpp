// A call as its receiver's developer looks at it: what happened, when, to whom.
#include "sandbox/request_view.hpp"
#include "sandbox/webhook/webhook_desk.hpp"

namespace carillon::sandbox {

std::vector<shown_message> webhook_desk::show(const incoming& request,
                                              std::span<const std::size_t> items) const {
  const auto body = parse_json(request.body);
  if (!body) return {items.size(), show_unreadable(request, "The body is no JSON.")};
  auto shown = show_request(request);
  if (auto type = text_of(*body, "type"); !type.empty()) shown.title = std::move(type);
  const auto& event = member_of(*body, "data");
  shown.text = text_of(event, "log");
  for (const auto* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    if (request.has(name)) shown.fields.emplace_back(name, request.header(name));
  }
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
