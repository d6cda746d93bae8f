#include "engine/wording.hpp"

#include "engine/breather.hpp"
#include "engine/channel_template.hpp"
#include "engine/content_choice.hpp"

namespace carillon::engine {

task<result<chunk_wording>> find_wording(worker_parts& parts, const queue::claimed_job& job,
                                         broadcast_content& content, const fates& decided,
                                         personal_variables& variables) {
  chunk_wording words{.common = content.own_words(job.via), .personal = {}};
  if (!is_open_to_template(*content.body(), job.via)) co_return words;
  const auto text = co_await parts.templates.text_for(job.project, job.via, content.text("category"));
  if (!text) co_return text.error();
  if (!*text) co_return words;
  const auto parsed = channel_template::parse(**text, job.via);
  if (!parsed) {
    report_template_failure(job.project, job.broadcast, job.via, parsed.error());
    co_return words;
  }
  std::optional<error> trouble;
  const auto render = [&](const json& about) -> std::shared_ptr<rendition> {
    auto made = parsed->render(about);
    if (made)
      return std::make_shared<rendition>(content.body(), content.expires_ms(job.via), std::move(*made));
    trouble = made.error();
    return nullptr;
  };
  const auto needs = find_needs(**text, parsed->mentions("recipient"));
  if (needs.is_any()) {
    auto loaded = co_await variables.load(needs);
    if (!loaded) co_return loaded.error();
    words.personal.resize(decided.size());
    breather breath;
    for (std::size_t index = 0; index < decided.size(); ++index) {
      if (decided[index]) continue;
      words.personal[index] = render(variables.of(index));
      if (breath.is_due()) co_await breath.pause();
    }
  } else if (auto made = render(variables.common())) {
    words.common = std::move(made);
  }
  if (trouble) report_template_failure(job.project, job.broadcast, job.via, *trouble);
  co_return words;
}

}  // namespace carillon::engine
