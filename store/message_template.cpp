#include "store/message_template.hpp"

#include <algorithm>
#include <tuple>

#include "base/damaged_row.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script put_script("put_template", scripts::put_template);

error too_many(const char* whose, std::size_t count, std::size_t bytes) {
  return error(errc::conflict, std::string(whose) + " may have " + std::to_string(count) + " templates, of " +
                                   std::to_string(bytes) + " bytes together");
}

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

task<result<void>> message_templates::put(project_id project, message_template value,
                                          std::optional<user_id> author) {
  auto done = co_await redis_.call(
      put_script, {names_.message_templates(project), names_.message_template_authors(project)},
      {field_of(value.via, value.category), std::move(value.text), author ? std::string(author->raw()) : "",
       std::to_string(most_templates), std::to_string(most_template_bytes),
       std::to_string(most_templates_of_user), std::to_string(most_template_bytes_of_user)});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  if (done->text == "project") co_return too_many("a project", most_templates, most_template_bytes);
  if (done->text == "author")
    co_return too_many("a user", most_templates_of_user, most_template_bytes_of_user);
  co_return result<void>();
}

task<result<std::vector<message_template>>> message_templates::list(project_id project) {
  auto fields = co_await redis_.call({"HGETALL", names_.message_templates(project)});
  fields = net::require_success(std::move(fields));
  if (!fields) co_return fields.error();
  std::vector<message_template> all;
  for (std::size_t i = 0; i + 1 < fields->elements.size(); i += 2) {
    auto one = parse_template(fields->elements[i].text, std::move(fields->elements[i + 1].text));
    if (one) {
      all.push_back(std::move(*one));
    } else {
      leave_out("template", {}, {errc::corrupted, "a template is of no channel"});
    }
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
