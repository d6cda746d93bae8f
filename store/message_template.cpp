#include "store/message_template.hpp"

#include <algorithm>
#include <tuple>

namespace carillon::store {

namespace {

using namespace std::chrono_literals;

constexpr auto remembered_for = 2s;

// "<channel>:<category>": names of channels hold no colon, categories may.
std::string field_of(const message_template& value) {
  return std::string(to_string(value.via)) + ':' + value.category;
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
  const auto field = field_of(value);
  auto command = value.text.empty() ? net::redis_command{"HDEL", key, field}
                                    : net::redis_command{"HSET", key, field, value.text};
  auto done = co_await redis_.call(std::move(command));
  cache_.erase(project);
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return result<void>();
}

task<result<std::vector<message_template>>> message_templates::list(project_id project) {
  const auto known = cache_.find(project);
  if (known != cache_.end() && std::chrono::steady_clock::now() < known->second.until)
    co_return known->second.value;
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
  cache_.insert_or_assign(project, remembered{all, std::chrono::steady_clock::now() + remembered_for});
  co_return all;
}

task<result<std::optional<std::string>>> message_templates::text_for(project_id project, channel via,
                                                                     std::string category) {
  const auto all = co_await list(project);
  if (!all) co_return all.error();
  std::optional<std::string> of_every_category;
  for (const auto& one : *all) {
    if (one.via != via) continue;
    if (!category.empty() && one.category == category) co_return std::optional(one.text);
    if (one.category.empty()) of_every_category = one.text;
  }
  co_return of_every_category;
}

}  // namespace carillon::store
