// One recipient's devices and what becomes of the recipient (queue.md 2.6, "fan-out over devices"). Decides
// what is written of a group whose devices all ended this run. Pure; the heart of "nothing counted twice".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "queue/outcome_record.hpp"

namespace carillon::engine {

/// How far one device got in this run.
struct device_end {
  enum class kind : std::uint8_t {
    open,   ///< not sent yet, or no answer yet
    held,   ///< not sent: its sender rests. Costs no attempt
    ended,  ///< `state` says how: terminal, or retry
  };
  kind what = kind::open;
  delivery_state state = delivery_state::pending;
  provider via = provider::none;
  std::uint16_t code = 0;
  std::uint16_t reason = 0;
  std::uint64_t token_hash = 0;
};

struct group_facts {
  std::uint16_t offset = 0;
  std::uint8_t attempt = 1;
  /// Best of the devices that earlier attempts finished; pending: there are none.
  delivery_state finished_as = delivery_state::pending;
};

enum class group_fate : std::uint8_t {
  finished,  ///< recorded; the recipient is terminal
  again,     ///< recorded; the recipient is in retry
  held,      ///< nothing recorded: as if it had not been looked at
};

/// Appends the group's records, the last one closing it; every device is held or ended.
///
/// A group with a device to be tried again records what its providers had the last word on, and the retries
/// themselves: none of those is sent again. Skipped and expired devices are judged anew by the next attempt.
group_fate record_group(std::span<const device_end> devices, const group_facts& facts,
                        std::vector<queue::delivery_record>& records);

/// Best of: delivered, unknown, failed, expired, revoked, skipped. A delivery anywhere is a delivery; after
/// that, the state that most deserves a look.
delivery_state best_of(delivery_state left, delivery_state right) noexcept;

}  // namespace carillon::engine
