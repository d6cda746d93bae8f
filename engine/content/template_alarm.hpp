// Tells people that a template could not be used and the broadcast's own words were: each failure is counted,
// a log line and the event "template.failed" come at most once per template and ten minutes. Used by the
// engine and by the API, one each io thread.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/vocabulary.hpp"

namespace carillon::engine {

/// A use of a template that failed.
struct failed_template {
  project_id project;
  broadcast_id broadcast;
  channel via = channel::in_app;
  std::string category;  ///< the broadcast's; may be empty
};

class template_alarm {
 public:
  /// The event's context when one is due; its writing is the caller's.
  std::optional<json> note(const failed_template& what, const error& why, steady_time now);

 private:
  using moments = std::unordered_map<std::string, steady_time>;  ///< by channel and category
  static constexpr std::chrono::minutes quiet{10};
  /// Of one project, further ones are quiet: who has thousands of categories silences nobody else.
  static constexpr std::size_t most_of_project = 64;
  static constexpr std::size_t most_projects = 1024;

  moments& told_by(project_id project);
  static bool is_due(moments& told, const failed_template& what, steady_time now);

  std::unordered_map<project_id, moments> told_;
};

}  // namespace carillon::engine
