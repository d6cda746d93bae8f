#include "api/webhooks/feedback_guard.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "providers/catalogue.hpp"
#include "store/feedback_tally.hpp"
#include "store/suppression.hpp"

namespace carillon::api {
namespace {

/// Of fewer mails, and of fewer that came back, nothing is concluded.
constexpr std::uint64_t least_sent = 50;
constexpr std::uint64_t least_returned = 10;
constexpr std::uint64_t one_in = 5;

bool is_flood(std::uint64_t returned, std::uint64_t sent) noexcept {
  return returned >= least_returned && sent >= least_sent && returned * one_in > sent;
}

/// What of a broadcast that provider took.
task<result<std::uint64_t>> sent_of(services& with, broadcast_id of, std::string source) {
  const auto* const row = providers::find_row(std::string_view(source));
  const auto progress = co_await with.queue.progress(of);
  if (!progress && progress.error().code != errc::not_found) co_return progress.error();
  if (!progress || row == nullptr) co_return std::uint64_t{0};
  const auto found = progress->deliveries.find({row->facts.via, delivery_state::delivered});
  co_return found == progress->deliveries.end() ? 0 : found->second;
}

task<result<void>> tell_of_flood(services& with, project_id project, std::string source,
                                 store::feedback_tally::counts seen) {
  const auto taken = co_await with.suppressions.take_back(project, source, seen.since);
  if (!taken) co_return taken.error();
  metrics::get_counter("carillon_feedback_floods_total").add();
  log::warn("feedback_held", "so much mail came back that its addresses are not suppressed",
            {{"project", project.to_string()},
             {"provider", source},
             {"returned", seen.returned},
             {"sent", seen.sent},
             {"taken_back", *taken}});
  json context{
      {"provider", source}, {"returned", seen.returned}, {"sent", seen.sent}, {"taken_back", *taken}};
  co_await note_event(with, project, "suppression.held", std::move(context));
  co_return result<void>();
}

}  // namespace

task<result<bool>> believe_feedback(services& with, project_id project, std::string source, broadcast_id of) {
  store::feedback_tally tally(with.queue.link(), with.queue.names());
  auto seen = co_await tally.add_returned(project, source, of, now());
  if (!seen) co_return seen.error();
  if (seen->is_held) co_return false;
  if (seen->is_first_of_broadcast) {
    const auto sent = co_await sent_of(with, of, source);
    if (!sent) co_return sent.error();
    const auto added = co_await tally.add_sent(project, source, *sent);
    if (!added) co_return added.error();
    seen->sent += *sent;
  }
  if (seen->returned < least_returned || seen->returned * one_in <= seen->sent) co_return true;
  // Who sends to one person at a time has many broadcasts of which nothing came back.
  const auto others = co_await with.queue.count_since(project, seen->since - store::feedback_tally::window);
  if (!others) co_return others.error();
  seen->sent = std::max(seen->sent, *others);
  if (!is_flood(seen->returned, seen->sent)) co_return true;
  const auto is_first = co_await tally.hold(project, source);
  if (!is_first) co_return is_first.error();
  if (!*is_first) co_return false;
  const auto told = co_await tell_of_flood(with, project, source, *seen);
  if (!told) co_return told.error();
  co_return false;
}

}  // namespace carillon::api
