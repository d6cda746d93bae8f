#include "engine/parts/engine_metrics.hpp"

#include <gtest/gtest.h>

#include "providers/catalogue.hpp"

namespace carillon::engine {
namespace {

double deliveries_of(channel over, provider via, delivery_state state) {
  return metrics::get_counter(
             "carillon_deliveries_total",
             {{"channel", to_string(over)}, {"provider", to_string(via)}, {"outcome", to_string(state)}})
      .value();
}

TEST(engine_metrics, count_for_each_provider_what_was_its_own) {
  engine_metrics counted;
  for (const auto& row : providers::catalogue()) {
    counted.count_delivery(row.facts.over, row.facts.via, delivery_state::delivered);
    counted.count_delivery(row.facts.over, row.facts.via, delivery_state::retry);  // not its end
    for (auto each = 0U; each <= static_cast<unsigned>(providers::last_answer_class); ++each)
      counted.count_attempt(row.facts.via, static_cast<providers::answer_class>(each));
  }
  counted.settle_up();
  counted.settle_up();
  for (const auto& row : providers::catalogue()) {
    EXPECT_EQ(deliveries_of(row.facts.over, row.facts.via, delivery_state::delivered), 1) << row.facts.kind;
    const auto attempts =
        metrics::get_counter("carillon_delivery_attempts_total", {{"channel", to_string(row.facts.over)},
                                                                  {"provider", row.facts.kind},
                                                                  {"outcome", "failed"},
                                                                  {"class", "split"}});
    EXPECT_EQ(attempts.value(), 1) << row.facts.kind;
  }
}

TEST(engine_metrics, count_what_ended_without_a_provider_on_every_channel) {
  engine_metrics counted;
  for (const auto name : channel_names()) {
    const auto over = *parse_channel(name);
    const auto before = deliveries_of(over, provider::none, delivery_state::skipped);
    counted.count_delivery(over, provider::none, delivery_state::skipped);
    counted.settle_up();
    EXPECT_EQ(deliveries_of(over, provider::none, delivery_state::skipped), before + 1) << name;
  }
}

}  // namespace
}  // namespace carillon::engine
