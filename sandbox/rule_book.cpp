#include "sandbox/rule_book.hpp"

#include <algorithm>
#include <iterator>

#include "sandbox/stable_hash.hpp"

namespace carillon::sandbox {

bool rule_book::is_drawn(double probability, std::size_t rule_index, std::uint64_t token_hash,
                         std::uint32_t seen) const {
  const std::uint64_t drawn = mix(seed_ ^ mix(token_hash ^ mix((std::uint64_t{seen} << 32) ^ rule_index)));
  constexpr double two_to_53 = 9007199254740992.0;
  return static_cast<double>(drawn >> 11) / two_to_53 < probability;
}

const rule* rule_book::match(std::string_view from, std::string_view token) {
  if (rules_.empty()) return nullptr;
  const auto token_hash = stable_hash(token);
  const auto seen = has_probability_ ? seen_[token_hash]++ : 0;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    rule& candidate = rules_[i];
    if (!candidate.from.empty() && candidate.from != from) continue;
    if (!token.starts_with(candidate.token_prefix)) continue;
    if (candidate.times_left && *candidate.times_left == 0) continue;
    ++candidate.met;
    if (candidate.every != 0 && candidate.met % candidate.every != 0) continue;
    if (candidate.probability && !is_drawn(*candidate.probability, i, token_hash, seen)) continue;
    if (candidate.times_left) --*candidate.times_left;
    return &candidate;
  }
  return nullptr;
}

void rule_book::add(std::vector<rule> rules) {
  std::ranges::move(rules, std::back_inserter(rules_));
  has_probability_ =
      std::ranges::any_of(rules_, [](const rule& each) { return each.probability.has_value(); });
}

void rule_book::clear() {
  rules_.clear();
  seen_.clear();
  has_probability_ = false;
}

}  // namespace carillon::sandbox
