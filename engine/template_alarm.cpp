#include "engine/template_alarm.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace carillon::engine {

std::optional<json> template_alarm::note(const failed_template& what, const error& why, steady_time now) {
  metrics::get_counter("carillon_template_failures_total", {{"channel", to_string(what.via)}}).add();
  if (!is_due(what, now)) return std::nullopt;
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

bool template_alarm::is_due(const failed_template& what, steady_time now) {
  const auto name = what.project.to_string() + std::string(to_string(what.via)) + ':' + what.category;
  const auto found = told_.find(name);
  if (found != told_.end() && now - found->second < quiet) return false;
  if (found == told_.end() && told_.size() >= most_remembered) {
    std::erase_if(told_, [&](const auto& each) { return now - each.second >= quiet; });
    if (told_.size() >= most_remembered) return false;  // a flood by any other name
  }
  told_[name] = now;
  return true;
}

}  // namespace carillon::engine
