// What a device shows of an Expo message.
#include "sandbox/expo/expo_desk.hpp"
#include "sandbox/expo/expo_message.hpp"
#include "sandbox/request_view.hpp"

namespace carillon::sandbox {
namespace {

shown_message show_message(const json& message, std::string_view project) {
  shown_message shown;
  shown.as = look::banner;
  shown.from = project.empty() ? "Expo" : project;
  shown.title = text_of(message, "title");
  shown.subtitle = text_of(message, "subtitle");
  shown.text = text_of(message, "body");
  shown.image = text_of(member_of(message, "richContent"), "image");
  const auto& data = member_of(message, "data");
  for (const auto* name : {"action_url", "url"}) {
    if (shown.link.empty()) shown.link = text_of(data, name);
  }
  if (shown.title.empty() && shown.text.empty())
    shown.note = "Nothing is shown: this is data for the app alone.";
  shown.payload = dump_json(message);
  for (const auto& [name, value] : message.items()) {
    const bool is_shown =
        name == "to" || name == "title" || name == "subtitle" || name == "body" || name == "data";
    if (!is_shown)
      shown.fields.emplace_back(name, value.is_string() ? value.get<std::string>() : dump_json(value));
  }
  return shown;
}

}  // namespace

std::vector<shown_message> expo_desk::show(const incoming& request,
                                           std::span<const std::size_t> items) const {
  const auto body = parse_json(expo_body_of(request), {.max_bytes = 4 << 20});
  const json messages = !body ? json::array() : body->is_array() ? *body : json::array({*body});
  // A message counts once for each of its devices.
  std::vector<std::pair<std::size_t, std::string>> by_item;
  for (std::size_t at = 0; at < messages.size(); ++at) {
    if (check_expo_message(messages[at])) continue;
    for (auto& token : expo_tokens_of(messages[at])) by_item.emplace_back(at, std::move(token));
  }
  std::vector<shown_message> shown;
  for (const auto item : items) {
    if (item >= by_item.size()) {
      shown.push_back(show_unreadable(request, "The body is not what Expo takes."));
      continue;
    }
    const auto& [at, token] = by_item[item];
    shown.push_back(show_message(messages[at], project_of_token(token)));
  }
  return shown;
}

}  // namespace carillon::sandbox
