#include "engine/content/template_alarm.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace carillon::engine {

std::optional<json> template_alarm::note(const failed_template& what, const error& why, steady_time now) {
  metrics::get_counter("carillon_template_failures_total", {{"channel", to_string(what.via)}}).add();
  if (!is_due(told_by(what.project), what, now)) return std::nullopt;
  log::warn("template_failed", why.detail,
            {{"project", what.project.to_string()},
             {"broadcast", what.broadcast.to_string()},
             {"channel", to_string(what.via)},
             {"category", what.category}});
  return json{{"channel", to_string(what.via)},
              {"category", what.category.empty() ? json() : json(what.category)},
              {"broadcast_id", what.broadcast.to_string()},
              {"message", why.detail}};
}

template_alarm::moments& template_alarm::told_by(project_id project) {
  // Forgetting somebody's means at worst that they are told once more.
  if (told_.size() >= most_projects && !told_.contains(project)) told_.erase(told_.begin());
  return told_[project];
}

bool template_alarm::is_due(moments& told, const failed_template& what, steady_time now) {
  const auto name = std::string(to_string(what.via)).append(":").append(what.category);
  const auto found = told.find(name);
  if (found != told.end() && now - found->second < quiet) return false;
  if (found == told.end() && told.size() >= most_of_project) {
    std::erase_if(told, [&](const auto& each) { return now - each.second >= quiet; });
    if (told.size() >= most_of_project) return false;
  }
  told[name] = now;
  return true;
}

}  // namespace carillon::engine
