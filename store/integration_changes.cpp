#include "store/integration_changes.hpp"

#include <charconv>

#include "store/scripts.gen.hpp"

namespace carillon::store {
namespace {

const net::redis_script note_script("note_change", scripts::note_change);

/// More projects do not change between two looks.
constexpr std::string_view projects_kept = "10000";

}  // namespace

task<result<void>> integration_changes::note(project_id project) {
  auto noted = co_await redis_.call(note_script, {names_.change_count(), names_.changed_projects()},
                                    {std::string(project.raw()), std::string(projects_kept)});
  noted = net::require_success(std::move(noted));
  if (!noted) co_return noted.error();
  co_return result<void>();
}

task<result<integration_changes::news>> integration_changes::since(std::optional<std::uint64_t> seen) {
  std::vector<net::redis_command> commands;
  commands.push_back({"GET", names_.change_count()});
  net::redis_command range{"ZRANGEBYSCORE", names_.changed_projects()};
  range.add("(" + std::to_string(seen.value_or(0))).add("+inf");
  commands.push_back(std::move(range));
  auto replies = co_await redis_.pipeline(std::move(commands));
  auto count = net::require_success(std::move(replies[0]));
  if (!count) co_return count.error();
  auto changed = net::require_success(std::move(replies[1]));
  if (!changed) co_return changed.error();
  news found;
  std::from_chars(count->text.data(), count->text.data() + count->text.size(), found.last);
  found.is_partial = seen && found.last < *seen;
  if (!seen || found.is_partial) co_return found;
  for (const auto& each : changed->elements) {
    if (const auto id = uuid::from_raw(each.text)) found.projects.push_back({*id});
  }
  co_return found;
}

}  // namespace carillon::store
