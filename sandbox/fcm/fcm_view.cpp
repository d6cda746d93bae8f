// What a device shows of an FCM message.
#include "sandbox/fcm/fcm_desk.hpp"
#include "sandbox/request_view.hpp"

namespace carillon::sandbox {
namespace {

/// What Android's own words say, else the message's.
std::string words_of(const json& message, std::string_view name) {
  auto words = text_of(member_of(member_of(message, "android"), "notification"), name);
  return words.empty() ? text_of(member_of(message, "notification"), name) : words;
}

void add_options(const json& message, shown_message& shown) {
  const auto& android = member_of(message, "android");
  for (const auto* name : {"priority", "ttl", "collapse_key", "restricted_package_name"}) {
    if (auto value = text_of(android, name); !value.empty())
      shown.fields.emplace_back(name, std::move(value));
  }
  for (const auto* name : {"topic", "condition"}) {
    if (auto value = text_of(message, name); !value.empty())
      shown.fields.emplace_back(name, std::move(value));
  }
  const auto& data = member_of(message, "data");
  if (!data.is_object()) return;
  for (const auto& [name, value] : data.items())
    shown.fields.emplace_back("data." + name,
                              value.is_string() ? value.get<std::string>() : dump_json(value));
}

/// "demo" of /v1/projects/demo/messages:send.
std::string project_in(std::string_view path) {
  constexpr std::string_view prefix = "/v1/projects/";
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  return std::string(path.substr(0, path.find('/')));
}

}  // namespace

std::vector<shown_message> fcm_desk::show(const incoming& request, std::span<const std::size_t> items) const {
  const auto body = parse_json(request.body);
  if (!body) return {items.size(), show_unreadable(request, "The body is no JSON.")};
  const auto& message = member_of(*body, "message");
  shown_message shown;
  shown.as = look::banner;
  shown.from = project_in(request.path);
  shown.title = words_of(message, "title");
  shown.text = words_of(message, "body");
  shown.image = words_of(message, "image");
  shown.link = text_of(member_of(message, "data"), "action_url");
  if (shown.title.empty() && shown.text.empty())
    shown.note = "Nothing is shown: this is data for the app alone.";
  shown.payload = dump_json(message);
  add_options(message, shown);
  return {items.size(), shown};
}

}  // namespace carillon::sandbox
