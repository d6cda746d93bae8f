#include "store/message_template.hpp"

#include <algorithm>
#include <tuple>

namespace carillon::store {

namespace {

// "<channel>:<category>": names of channels hold no colon, categories may.
std::string field_of(channel via, std::string_view category) {
  return std::string(to_string(via)).append(":").append(category);
}

std::optional<message_template> parse_template(std::string_view field, std::string text) {
  const auto colon = field.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto via = parse_channel(field.substr(0, colon));
  if (!via) return std::nullopt;
  return message_template{*via, std::string(field.substr(colon + 1)), std::move(text)};
}

}  // namespace

message_templates::message_templates(net::redis& redis, queue::keys names)
    : redis_(redis), names_(std::move(names)) {}

task<result<void>> message_templates::put(project_id project, message_template value) {
  const auto key = names_.message_templates(project);
  const auto field = field_of(value.via, value.category);
  auto command = value.text.empty() ? net::redis_command{"HDEL", key, field}
                                    : net::redis_command{"HSET", key, field, value.text};
  auto done = co_await redis_.call(std::move(command));
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return result<void>();
}

task<result<std::vector<message_template>>> message_templates::list(project_id project) {
  auto fields = co_await redis_.call({"HGETALL", names_.message_templates(project)});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  std::vector<message_template> all;
  for (std::size_t i = 0; i + 1 < fields->elements.size(); i += 2) {
    auto one = parse_template(fields->elements[i].text, std::move(fields->elements[i + 1].text));
    if (!one) co_return error(errc::corrupted, "a template cannot be read");
    all.push_back(std::move(*one));
  }
  std::ranges::sort(all, {}, [](const message_template& one) { return std::tie(one.via, one.category); });
  co_return all;
}

task<result<std::optional<std::string>>> message_templates::text_for(project_id project, channel via,
                                                                     std::string category) {
  auto found = co_await redis_.call(
      {"HMGET", names_.message_templates(project), field_of(via, category), field_of(via, {})});
  found = net::require_success(std::move(found));
  if (!found) co_return found.error();
  for (auto& each : found->elements) {
    if (!each.is_nil()) co_return std::optional(std::move(each.text));
  }
  co_return std::optional<std::string>();
}

}  // namespace carillon::store
