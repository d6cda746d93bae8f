#include "engine/content/wording.hpp"

#include "base/log.hpp"
#include "engine/content/content_choice.hpp"
#include "engine/content/render_pot.hpp"

namespace carillon::engine {
namespace {

task<> append(worker_parts& parts, project_id project, std::string payload) {
  const auto written = co_await parts.events.append(project, "template.failed", std::move(payload));
  if (!written) log::warn("event_lost", written.error().detail, {{"kind", "template.failed"}});
}

void report(worker_parts& parts, const queue::claimed_job& job, std::string category, const error& why) {
  const failed_template what{job.project, job.broadcast, job.via, std::move(category)};
  const auto context = parts.failed_templates.note(what, why, std::chrono::steady_clock::now());
  if (context) parts.tasks.spawn("template_event", append(parts, job.project, dump_json(*context)));
}

}  // namespace

task<result<chunk_wording>> find_wording(worker_parts& parts, const queue::claimed_job& job,
                                         broadcast_content& content, const fates& decided,
                                         personal_variables& variables) {
  chunk_wording words{.common = content.own_words(job.via), .personal = {}};
  if (!is_open_to_template(*content.body(), job.via)) co_return words;
  const auto category = content.text("category");
  const auto text = co_await parts.templates.text_for(job.project, job.via, category);
  if (!text) co_return text.error();
  if (!*text) co_return words;
  const auto parsed = parts.parsed_templates.get(**text, job.via);
  if (!parsed) {
    report(parts, job, category, parsed.error());
    co_return words;
  }
  render_pot pot(work_of_chunk);
  std::optional<error> trouble;
  const auto render = [&](const json& about) -> std::shared_ptr<rendition> {
    auto made = pot.render(*parsed, about);
    if (made)
      return std::make_shared<rendition>(content.id(), content.body(), content.times_of(job.via),
                                         std::move(*made));
    if (!trouble) trouble = made.error();
    return nullptr;
  };
  const auto needs = needs_of(*parsed);
  if (needs.is_any()) {
    auto loaded = co_await variables.load(needs);
    if (!loaded) co_return loaded.error();
    words.personal.resize(decided.size());
    workbench::stint bench(parts.bench, variables.meter());
    co_await bench.begin();
    for (std::size_t index = 0; index < decided.size(); ++index) {
      if (decided[index]) continue;
      words.personal[index] = render(variables.of(index));
      if (bench.is_due()) co_await bench.pause();
    }
  } else {
    workbench::stint bench(parts.bench, variables.meter());
    co_await bench.begin();
    if (auto made = render(variables.common())) words.common = std::move(made);
  }
  if (trouble) report(parts, job, category, *trouble);
  co_return words;
}

}  // namespace carillon::engine
