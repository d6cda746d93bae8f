// A chunk job as a worker holds it, and the right to write for it. Plain data between queue/ and engine/.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

/// Who may write for a job: a nonce of this process start, and the claim's number. Both must match in Redis.
struct fence {
  std::string owner;        ///< 32 hex characters
  std::uint64_t token = 0;  ///< counts the job's claims
};

/// In Redis: those delivered to as token hashes (8 B) under the recipient's offset, as every build has them;
/// others as their delivery_records under the offset plus 1000 times their state.
struct finished_device {
  std::uint64_t token_hash = 0;
  delivery_state state = delivery_state::delivered;
  bool operator==(const finished_device&) const = default;
};

/// How a provider put deliveries off, the last time it did: its status, and the row of its answer table.
struct last_answer {
  std::uint16_t code = 0;
  std::uint16_t reason = 0;
  bool operator==(const last_answer&) const = default;
};

/// Claimed: ours until `lease_until` (this process's steady clock, already shortened by the round trip).
struct claimed_job {
  std::string id;  ///< jid: "<bid>:<channel number>:<lo>", or "<bid>:plan"
  partition where = 0;
  broadcast_id broadcast;
  project_id project;
  bool is_plan = false;
  channel via = channel::mobile_push;
  std::uint32_t first = 0;  ///< recipients first … first+count-1, unless `listed`
  std::uint32_t count = 0;
  std::vector<std::uint32_t> listed;  ///< explicit recipients' numbers, `count` of them
  unsigned runs = 0;                  ///< earlier runs that ended in a retry
  std::int64_t created_ms = 0;        ///< Redis clock: the broadcast's acceptance
  std::int64_t expires_ms = 0;        ///< Redis clock: after this, what is left expires
  std::int64_t claimed_ms = 0;        ///< Redis clock at the claim
  /// Redis clock: no retry through that provider sooner (commit_request::longer).
  std::map<provider, std::int64_t> not_before_ms;
  std::map<provider, last_answer> last_answers;  ///< of earlier runs (commit_request::last_answers)
  std::string outcomes;  ///< `count` bytes: low nibble delivery_state, high nibble attempts
  /// By offset: devices of a recipient that are finished although the recipient is not.
  std::map<std::uint16_t, std::vector<finished_device>> done_devices;
  queue::fence right;
  lane urgency = lane::standard;
  std::chrono::steady_clock::time_point lease_until;

  std::uint32_t number_of(std::uint16_t offset) const {
    return listed.empty() ? first + offset : listed[offset];
  }
  delivery_state state_of(std::uint16_t offset) const {
    return static_cast<delivery_state>(static_cast<std::uint8_t>(outcomes[offset]) & 0x0f);
  }
  unsigned attempts_of(std::uint16_t offset) const {
    return static_cast<std::uint8_t>(outcomes[offset]) >> 4;
  }
};

}  // namespace carillon::queue
