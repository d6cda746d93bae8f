#include "engine/parts/engine_metrics.hpp"

#include <algorithm>
#include <utility>

namespace carillon::engine {
namespace {

constexpr std::array measured{provider::none, provider::apns, provider::fcm};

/// Who may end a delivery on which channel. None: nobody was asked.
struct delivery_end {
  channel over;
  provider via;
  bool operator==(const delivery_end&) const = default;
};
constexpr std::array<delivery_end, 10> ends{{{channel::mobile_push, provider::none},
                                             {channel::mobile_push, provider::apns},
                                             {channel::mobile_push, provider::fcm},
                                             {channel::in_app, provider::none},
                                             {channel::in_app, provider::inbox},
                                             {channel::web_push, provider::none},
                                             {channel::email, provider::none},
                                             {channel::sms, provider::none},
                                             {channel::slack, provider::none},
                                             {channel::teams, provider::none}}};

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
    : lag(metrics::get_histogram("carillon_delivery_lag_seconds",
                                 {{"channel", to_string(channel::mobile_push)}})),
      lease_expired(metrics::get_counter("carillon_lease_expired_total")),
      fence_rejections(metrics::get_counter("carillon_fence_rejections_total")),
      commit_incomplete(metrics::get_counter("carillon_commit_incomplete_total")),
      commit_duration(metrics::get_histogram("carillon_commit_duration_seconds")),
      commit_outcomes(metrics::get_histogram("carillon_commit_outcomes")),
      tokens_revoked(metrics::get_counter("carillon_tokens_revoked_total",
                                          {{"channel", to_string(channel::mobile_push)}})),
      expansion_recipients(metrics::get_counter("carillon_expansion_recipients_total")) {
  for (std::size_t each = 0; each < end_count; ++each) {
    for (std::size_t state = 0; state < state_count; ++state) {
      const auto name = static_cast<delivery_state>(state);
      if (!is_terminal(name)) continue;
      deliveries_[each][state].to =
          metrics::get_counter("carillon_deliveries_total", {{"channel", to_string(ends[each].over)},
                                                             {"provider", to_string(ends[each].via)},
                                                             {"outcome", to_string(name)}});
    }
  }
  const auto push = to_string(channel::mobile_push);
  for (std::size_t each = 0; each < provider_count; ++each) {
    const auto via = to_string(measured[each]);
    if (measured[each] == provider::none) continue;
    durations_[each] =
        metrics::get_histogram("carillon_delivery_duration_seconds", {{"channel", push}, {"provider", via}});
    for (std::size_t meaning = 0; meaning < class_count; ++meaning) {
      const auto name = static_cast<providers::answer_class>(meaning);
      attempts_[each][meaning].to =
          metrics::get_counter("carillon_delivery_attempts_total", {{"channel", push},
                                                                    {"provider", via},
                                                                    {"outcome", outcome_of(name)},
                                                                    {"class", providers::to_string(name)}});
    }
  }
}

std::size_t engine_metrics::row(provider via) noexcept {
  const auto found = std::ranges::find(measured, via);
  return found == measured.end() ? 0 : static_cast<std::size_t>(found - measured.begin());
}

std::size_t engine_metrics::end_row(channel over, provider via) noexcept {
  const auto found = std::ranges::find(ends, delivery_end{over, via});
  return found == ends.end() ? 0 : static_cast<std::size_t>(found - ends.begin());
}

void engine_metrics::count_delivery(channel over, provider via, delivery_state state) noexcept {
  if (is_terminal(state)) ++deliveries_[end_row(over, via)][static_cast<std::size_t>(state)].since;
}

void engine_metrics::count_attempt(provider via, providers::answer_class meaning) noexcept {
  if (via != provider::none) ++attempts_[row(via)][static_cast<std::size_t>(meaning)].since;
}

metrics::histogram engine_metrics::duration_of(provider via) const noexcept {
  return durations_[row(via)];
}

void engine_metrics::series::settle_up() noexcept {
  if (since != 0) to.add(std::exchange(since, 0));
}

void engine_metrics::settle_up() noexcept {
  for (auto& each : deliveries_) {
    for (auto& one : each) one.settle_up();
  }
  for (auto& each : attempts_) {
    for (auto& one : each) one.settle_up();
  }
}

}  // namespace carillon::engine
