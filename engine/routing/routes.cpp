#include "engine/routing/routes.hpp"

#include <algorithm>

#include "providers/catalogue.hpp"

namespace carillon::engine {

routes::routes(std::vector<std::shared_ptr<sender>> senders, integration_kinds kinds)
    : senders_(std::move(senders)), kinds_(std::move(kinds)) {
  for (const auto& each : senders_) {
    alone_.of(each->via()).push_back({each.get()});
    together_[each->facts().over].push_back(each.get());
  }
}

const route& routes::choose(channel over, provider whose, const providers::address& to) const {
  static const route nobody;
  if (whose == provider::none) {
    const auto found = together_.find(over);
    return found == together_.end() ? nobody : found->second;
  }
  const route* first = nullptr;
  for (const auto& each : alone_.of(whose)) {
    const auto& account = *each.front()->account();
    if (!account.serves(to)) continue;
    if (account.suits(to)) return each;
    if (!first) first = &each;
  }
  return first ? *first : nobody;
}

std::optional<std::chrono::milliseconds> routes::closed_for(channel over, std::size_t recipients, double dice,
                                                            steady_time now) const {
  const auto found = together_.find(over);
  if (found == together_.end()) return std::nullopt;
  const auto& all = found->second;
  if (!std::ranges::all_of(all, [&](sender* each) { return each->is_closed(now); })) return std::nullopt;
  auto soonest = std::chrono::milliseconds::max();
  for (auto* const each : all) soonest = std::min(soonest, each->closed_for(recipients, dice, now));
  return soonest;
}

bool routes::serves(channel over) const noexcept {
  return together_.contains(over);
}

queue::own_reason routes::why_unserved(channel over, provider whose) const {
  const bool is_unbuilt = std::ranges::any_of(providers::catalogue(), [&](const providers::row& row) {
    const auto& facts = row.facts;
    const bool is_meant = facts.over == over && (whose == provider::none || facts.via == whose);
    return is_meant && !row.open && (kinds_.contains(facts.kind) || !row.config_rule);
  });
  return is_unbuilt ? queue::own_reason::provider_not_built : queue::own_reason::no_integration;
}

}  // namespace carillon::engine
