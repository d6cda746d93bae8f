#include "engine/wording.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "liquid/program.hpp"

namespace carillon::engine {
namespace {

void report(const queue::claimed_job& job, const error& trouble) {
  metrics::get_counter("carillon_template_failures_total", {{"channel", to_string(job.via)}}).add();
  log::warn("template_failed", trouble.detail,
            {{"project", job.project.to_string()},
             {"broadcast", job.broadcast.to_string()},
             {"channel", to_string(job.via)}});
}

}  // namespace

task<result<chunk_wording>> find_wording(worker_parts& parts, const queue::claimed_job& job,
                                         broadcast_content& content, const fates& decided,
                                         personal_variables& variables) {
  chunk_wording words{.common = content.own_words(job.via), .personal = {}};
  const auto text = co_await parts.templates.text_for(job.project, job.via, content.text("category"));
  if (!text) co_return text.error();
  if (!*text) co_return words;
  const auto program = liquid::program::parse(**text);
  if (!program) {
    report(job, program.error());
    co_return words;
  }
  const auto needs = find_needs(**text, program->mentions("recipient"));
  if (!needs.is_any()) {
    auto rendered = program->render(variables.common());
    if (rendered) {
      words.common =
          std::make_shared<rendition>(content.body(), content.expires_ms(job.via), std::move(*rendered));
    } else {
      report(job, rendered.error());
    }
    co_return words;
  }
  auto loaded = co_await variables.load(needs);
  if (!loaded) co_return loaded.error();
  words.personal.resize(decided.size());
  std::optional<error> trouble;
  breather breath(parts);
  for (std::size_t index = 0; index < decided.size(); ++index) {
    if (decided[index]) continue;
    auto rendered = program->render(variables.of(index));
    if (rendered) {
      words.personal[index] =
          std::make_shared<rendition>(content.body(), content.expires_ms(job.via), std::move(*rendered));
    } else {
      trouble = rendered.error();
    }
    if (breath.is_due()) co_await breath.pause();
  }
  if (trouble) report(job, *trouble);
  co_return words;
}

}  // namespace carillon::engine
