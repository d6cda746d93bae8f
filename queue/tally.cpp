#include "queue/tally.hpp"

namespace carillon::queue {
namespace {

bool is_counter(std::string_view name) {
  return name == "r" || name == "gone" || name == "jobs" || name == "jobs_done" || name == "f" ||
         name == "missing" ||
         (name.size() >= 2 && (name[0] == 's' || name[0] == 'd' || name[0] == 'x' || name[0] == 'y') &&
          name[1] >= '0' && name[1] <= '9');
}

/// "1.3.o6" behind the y.
std::optional<failure> parse_failure(std::string_view text) {
  const auto first = text.find('.');
  const auto second = text.find('.', first + 1);
  if (first == text.npos || second == text.npos || second + 2 > text.size()) return std::nullopt;
  const auto via = parse_number(text.substr(0, first));
  const auto state = parse_number(text.substr(first + 1, second - first - 1));
  const auto reason = parse_number(text.substr(second + 2));
  if (!via || !state || !reason) return std::nullopt;
  return failure{.via = static_cast<provider>(*via),
                 .state = static_cast<delivery_state>(*state),
                 .is_reason_ours = text[second + 1] == 'o',
                 .reason = static_cast<std::uint16_t>(*reason)};
}

}  // namespace

void add_counters(tally& sum, const hash_fields& partition_counters) {
  for (const auto& [name, value] : partition_counters.all()) {
    if (is_counter(name)) sum[name] += parse_number(value).value_or(0);
  }
}

/// "503:7:1700000000000": code, reason, since.
void add_holdings(std::map<provider, holding>& held, const hash_fields& partition_counters) {
  for (const auto& [name, value] : partition_counters.all()) {
    if (name.size() < 2 || name[0] != 'h') continue;
    const auto via = parse_number(std::string_view(name).substr(1));
    const auto first = value.find(':');
    const auto second = value.find(':', first + 1);
    if (!via || *via <= 0 || *via > 0xff || first == value.npos || second == value.npos) continue;
    const std::string_view text = value;
    const auto code = parse_number(text.substr(0, first));
    const auto reason = parse_number(text.substr(first + 1, second - first - 1));
    const auto since = parse_number(text.substr(second + 1));
    if (!code || !reason || !since) continue;
    const holding found{{static_cast<std::uint16_t>(*code), static_cast<std::uint16_t>(*reason)}, *since};
    const auto [known, is_new] = held.emplace(static_cast<provider>(*via), found);
    if (!is_new && found.since_ms < known->second.since_ms) known->second = found;
  }
}

tally folded_counters(const hash_fields& record) {
  tally sum;
  for (const auto& [name, value] : record.all()) {
    if (name.starts_with('+')) sum[name.substr(1)] += parse_number(value).value_or(0);
  }
  return sum;
}

broadcast_progress to_progress(const tally& sum) {
  const auto value = [&](std::string_view name) {
    const auto found = sum.find(name);
    return found == sum.end() ? 0 : static_cast<std::uint64_t>(found->second);
  };
  broadcast_progress progress;
  const auto gone = value("gone");
  progress.recipients = value("r") - value("missing");
  progress.failed_recipients = value("f");
  progress.jobs = value("jobs");
  progress.jobs_done = value("jobs_done");
  for (std::size_t state = 0; state < progress.states.size(); ++state) {
    progress.states[state] = value("s" + std::to_string(state));
  }
  progress.states[static_cast<std::size_t>(delivery_state::skipped)] -= gone;
  for (const auto& [name, count] : sum) {
    const auto dot = name.find('.');
    if (dot == std::string::npos) continue;
    if (name.starts_with('y')) {
      const auto why = parse_failure(std::string_view(name).substr(1));
      if (why && count > 0) progress.failed_for[*why] = static_cast<std::uint64_t>(count);
      continue;
    }
    const auto via = parse_number(std::string_view(name).substr(1, dot - 1)).value_or(0);
    const auto state = parse_number(std::string_view(name).substr(dot + 1)).value_or(0);
    auto amount = static_cast<std::uint64_t>(count);
    if (via == 0 && state == static_cast<int>(delivery_state::skipped)) amount -= gone;
    auto& kinds = name.starts_with('x') ? progress.failed_by : progress.deliveries;
    if (amount > 0) kinds[{static_cast<provider>(via), static_cast<delivery_state>(state)}] = amount;
  }
  return progress;
}

}  // namespace carillon::queue
