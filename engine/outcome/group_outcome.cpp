#include "engine/outcome/group_outcome.hpp"

#include <algorithm>
#include <array>

namespace carillon::engine {
namespace {

using enum delivery_state;

int rank(delivery_state state) noexcept {
  constexpr std::array order{pending, skipped, revoked, expired, failed, unknown, delivered};
  return static_cast<int>(std::ranges::find(order, state) - order.begin());
}

bool is_ended(const device_end& device) noexcept {
  return device.what == device_end::kind::ended;
}
/// Its provider had the last word.
bool is_final_now(const device_end& device) noexcept {
  constexpr std::array last_words{delivered, failed, revoked, unknown};
  return is_ended(device) && std::ranges::find(last_words, device.state) != last_words.end();
}

queue::delivery_record to_record(const device_end& device, const group_facts& facts) noexcept {
  return {.offset = facts.offset,
          .is_last = false,
          .state = device.state,
          .attempt = facts.attempt,
          .via = device.via,
          .code = device.code,
          .reason = device.reason,
          .token_hash = device.token_hash};
}

}  // namespace

delivery_state best_of(delivery_state left, delivery_state right) noexcept {
  return rank(left) >= rank(right) ? left : right;
}

group_fate record_group(std::span<const device_end> devices, const group_facts& facts,
                        std::vector<queue::delivery_record>& records) {
  bool needs_retry = false;
  bool has_held = false;
  bool has_final = false;
  for (const auto& device : devices) {
    needs_retry = needs_retry || (is_ended(device) && device.state == retry);
    has_held = has_held || !is_ended(device);
    has_final = has_final || is_final_now(device);
  }
  if (has_held && !needs_retry && !has_final) return group_fate::held;

  const bool is_unfinished = needs_retry || has_held;
  auto recipient = facts.finished_as;
  for (const auto& device : devices) {
    if (is_unfinished && !is_final_now(device) && device.state != retry) continue;
    records.push_back(to_record(device, facts));
    recipient = best_of(recipient, device.state);
  }
  if (devices.empty()) {  // every device of it was finished by earlier attempts, or is gone since
    records.push_back(to_record({.what = device_end::kind::ended,
                                 .state = skipped,
                                 .reason = static_cast<std::uint16_t>(queue::own_reason::no_address)},
                                facts));
    recipient = best_of(recipient, skipped);
  }
  records.back().is_last = true;
  records.back().recipient_state = is_unfinished ? retry : recipient;
  return is_unfinished ? group_fate::again : group_fate::finished;
}

}  // namespace carillon::engine
