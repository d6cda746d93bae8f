#include "engine/parts/engine_metrics.hpp"

#include <cassert>
#include <utility>

#include "providers/catalogue.hpp"

namespace carillon::engine {
namespace {

template <class Enum>
constexpr std::size_t number(Enum value) noexcept {
  return static_cast<std::size_t>(value);
}

/// What an attempt's class comes to, in the words of outcomes.
std::string_view outcome_of(providers::answer_class meaning) noexcept {
  using enum providers::answer_class;
  switch (meaning) {
    case ok:
    case pending:
      return "delivered";
    case dead:
      return "revoked";
    case payload:
    case split:
      return "failed";
    case config:
      return "held";
    case retry:
    case retry_after:
    case reauth:
    case reconnect:
    case ambiguous:
      return "retry";
  }
  return "retry";
}

}  // namespace

engine_metrics::engine_metrics()
    : lease_expired(metrics::get_counter("carillon_lease_expired_total")),
      fence_rejections(metrics::get_counter("carillon_fence_rejections_total")),
      commit_incomplete(metrics::get_counter("carillon_commit_incomplete_total")),
      commit_duration(metrics::get_histogram("carillon_commit_duration_seconds")),
      commit_outcomes(metrics::get_histogram("carillon_commit_outcomes")),
      expansion_recipients(metrics::get_counter("carillon_expansion_recipients_total")),
      receipts_refused(metrics::get_counter("carillon_receipts_refused_total")),
      retry_budget_exhausted(metrics::get_counter("carillon_retry_budget_exhausted_total")) {
  for (auto over = number(channel::in_app); over < channel_count; ++over)
    add_end(static_cast<channel>(over), provider::none);
  add_end(channel::in_app, provider::inbox);
  for (const auto& row : providers::catalogue()) {
    add_end(row.facts.over, row.facts.via);
    const auto over = to_string(row.facts.over);
    lags_[number(row.facts.over)] =
        metrics::get_histogram("carillon_delivery_lag_seconds", {{"channel", over}});
    revoked_[number(row.facts.over)] =
        metrics::get_counter("carillon_tokens_revoked_total", {{"channel", over}});
    add_provider(row.facts.over, row.facts.via);
  }
}

/// Who may end a delivery on which channel. None: nobody was asked.
void engine_metrics::add_end(channel over, provider via) {
  auto& made = ends_.emplace_back();
  end_of_[number(over)][number(via)] = &made;
  for (std::size_t state = 0; state < state_count; ++state) {
    const auto name = static_cast<delivery_state>(state);
    if (!is_terminal(name)) continue;
    made.each[state].to = metrics::get_counter(
        "carillon_deliveries_total",
        {{"channel", to_string(over)}, {"provider", to_string(via)}, {"outcome", to_string(name)}});
  }
}

void engine_metrics::add_provider(channel over, provider via) {
  durations_[number(via)] = metrics::get_histogram(
      "carillon_delivery_duration_seconds", {{"channel", to_string(over)}, {"provider", to_string(via)}});
  auto& made = attempts_.emplace_back();
  attempts_of_[number(via)] = &made;
  for (std::size_t meaning = 0; meaning < class_count; ++meaning) {
    const auto name = static_cast<providers::answer_class>(meaning);
    made.each[meaning].to =
        metrics::get_counter("carillon_delivery_attempts_total", {{"channel", to_string(over)},
                                                                  {"provider", to_string(via)},
                                                                  {"outcome", outcome_of(name)},
                                                                  {"class", providers::to_string(name)}});
  }
}

void engine_metrics::count_delivery(channel over, provider via, delivery_state state) noexcept {
  if (!is_terminal(state)) return;
  auto* const end = end_of_[number(over)][number(via)];
  assert(end != nullptr);
  if (end != nullptr) end->count(number(state));
}

void engine_metrics::count_attempt(provider via, providers::answer_class meaning) noexcept {
  auto* const asked = attempts_of_[number(via)];
  assert(asked != nullptr);
  if (asked != nullptr) asked->count(number(meaning));
}

metrics::histogram engine_metrics::duration_of(provider via) const noexcept {
  return durations_[number(via)];
}

metrics::histogram engine_metrics::lag_of(channel over) const noexcept {
  return lags_[number(over)];
}

void engine_metrics::count_revoked(channel over) noexcept {
  revoked_[number(over)].add();
}

template <std::size_t Size>
void engine_metrics::shelf<Size>::count(std::size_t which) noexcept {
  ++each[which].since;
  is_touched = true;
}

template <std::size_t Size>
void engine_metrics::shelf<Size>::settle_up() noexcept {
  if (!std::exchange(is_touched, false)) return;
  for (auto& one : each) {
    if (one.since != 0) one.to.add(std::exchange(one.since, 0));
  }
}

void engine_metrics::settle_up() noexcept {
  for (auto& each : ends_) each.settle_up();
  for (auto& each : attempts_) each.settle_up();
}

}  // namespace carillon::engine
