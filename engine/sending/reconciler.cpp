#include "engine/sending/reconciler.hpp"

#include "engine/routing/awaited_exchange.hpp"

namespace carillon::engine {
namespace {

using providers::sighting;

/// Calls back when it goes, whatever made it go: a delivery waits for it.
class promise_of_sighting {
 public:
  explicit promise_of_sighting(sighting_callback done) : done_(std::move(done)) {}
  ~promise_of_sighting() { done_(std::move(found)); }
  promise_of_sighting(const promise_of_sighting&) = delete;
  promise_of_sighting& operator=(const promise_of_sighting&) = delete;

  sighting found;

 private:
  sighting_callback done_;
};

}  // namespace

void reconciler::look_for(doubt about, sighting_callback done) {
  parts_.tasks.spawn("look_for", carry_out(std::move(about), std::move(done)));
}

task<> reconciler::carry_out(doubt about, sighting_callback done) {
  promise_of_sighting told(std::move(done));
  const auto base = parts_.settings.retry.base;
  for (const auto pause : {base / 2, 2 * base}) {
    co_await parts_.sleep(pause);
    told.found = co_await ask(about);
    if (told.found.what == sighting::kind::taken) co_return;
  }
}

task<sighting> reconciler::ask(doubt about) {
  auto& from = *about.of;
  const auto& task = from.task_at(about.place);
  auto* const by = task.asked();
  if (by == nullptr) co_return sighting{};
  const auto through = by->outlet_for(task.to, std::chrono::steady_clock::now());
  if (!through) co_return sighting{};
  const auto item = from.item_at(about.place);
  const auto& words = from.words_at(about.place).for_sender(*by);
  awaited_exchange asked(parts_.context, (*through)->carried_by);
  words.ask_about(item, asked.request);
  const auto failed = co_await asked.send(parts_.settings.providers.request_timeout);
  if (failed) co_return sighting{};
  co_return words.read_about(asked.response, item, about.since);
}

}  // namespace carillon::engine
