#include "api/http/request.hpp"

#include "api/http/access_record.hpp"
#include "base/log.hpp"

namespace carillon::api {

std::string_view to_string(role value) noexcept {
  switch (value) {
    case role::none:
      return "none";
    case role::project:
      return "project";
    case role::user:
      return "user";
  }
  return "none";
}

void request::note_project(project_id found) const {
  if (record != nullptr) record->project = found;
}

std::string_view request::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  throw unexpected_error({errc::internal, "the route has no parameter of that name"});
}

task<> note_event(services& with, project_id project, event_name kind, json context) {
  auto payload = dump_json(context);
  const auto about = broadcast_id::parse(text_of(context, "broadcast_id"));
  const auto noted =
      co_await with.events.append(project, kind, std::move(payload), about ? *about : broadcast_id{});
  if (!noted) log::warn("event_lost", noted.error().detail);
}

store::user_ref to_ref(project_id project, const store::user& user) noexcept {
  return {user.id, queue::partition_of(project, user.id), user.number};
}

}  // namespace carillon::api
