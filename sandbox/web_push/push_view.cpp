// What a browser shows of a web push: decrypted, as the service worker reads it.
#include "sandbox/request_view.hpp"
#include "sandbox/web_push/push_desk.hpp"

namespace carillon::sandbox {

std::vector<shown_message> push_desk::show(const incoming& request,
                                           std::span<const std::size_t> items) const {
  const auto plain = browser_.read(request.path, request.body);
  if (!plain) return {items.size(), show_unreadable(request, "No browser can decrypt the body.")};
  shown_message shown;
  shown.as = look::banner;
  shown.from = request.authority;
  shown.payload = *plain;
  for (const auto* name : {"ttl", "urgency", "topic"}) {
    if (request.has(name)) shown.fields.emplace_back(name, request.header(name));
  }
  const auto payload = parse_json(*plain);
  if (!payload) {
    shown.text = *plain;
    shown.note = "The message is no JSON: what is shown of it is up to the service worker.";
    return {items.size(), shown};
  }
  shown.title = text_of(*payload, "title");
  shown.text = text_of(*payload, "content");
  shown.link = text_of(*payload, "action_url");
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
