#include "engine/channel_template.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "engine/markdown_html.hpp"

namespace carillon::engine {

result<channel_template> channel_template::parse(std::string_view text, channel via) {
  auto parsed = liquid::program::parse(text);
  if (!parsed) return parsed.error();
  return channel_template(std::move(*parsed), via);
}

result<std::string> channel_template::render(const json& variables) const {
  if (via_ != channel::in_app && via_ != channel::email) return program_.render(variables);
  const auto markdown = program_.render_marking_values(variables);
  if (!markdown) return markdown.error();
  return to_html(*markdown);
}

void report_template_failure(project_id project, broadcast_id broadcast, channel via, const error& trouble) {
  metrics::get_counter("carillon_template_failures_total", {{"channel", to_string(via)}}).add();
  log::warn(
      "template_failed", trouble.detail,
      {{"project", project.to_string()}, {"broadcast", broadcast.to_string()}, {"channel", to_string(via)}});
}

}  // namespace carillon::engine
