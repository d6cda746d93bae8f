// Deliveries that wait for their receipts, by project and partition, in the order in which they are to be
// asked for. The commit script puts them there with the outcomes they belong to; the engine's
// receipt_collector takes them out. Whoever claims some has them alone until the lease ends, and what it
// makes of them is written in one step. One io thread; stateless.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/event_types.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"
#include "queue/receipt_record.hpp"

namespace carillon::queue {

/// Kept of one project in one partition, in bytes of Redis' memory; past it no more are awaited.
inline constexpr std::size_t most_receipt_bytes = 2 << 20;

/// What somebody is asking for now.
struct claimed_receipts {
  partition where = 0;
  std::string claim;   ///< tells this claim from any later one
  std::string packed;  ///< as it rests
  receipt_batch what;
};

/// What came of a claim.
struct receipt_conclusion {
  std::vector<awaited_receipt> left;  ///< to be asked for again
  std::chrono::milliseconds wait{0};  ///< until then
  struct note {
    event_name kind;
    std::string payload;  ///< JSON, without secrets
  };
  std::vector<note> events;  ///< into the project's log
};

class awaited_receipts {
 public:
  awaited_receipts(net::redis& redis, keys names) : redis_(redis), keys_(std::move(names)) {}

  struct claims {
    std::vector<claimed_receipts> taken;
    std::int64_t now_ms = 0;                            ///< Redis' clock
    std::optional<std::chrono::milliseconds> next_due;  ///< of the others, ends of leases among them
  };
  /// Of what is due in a partition, some of some projects. What cannot be read is dropped, and logged.
  task<result<claims>> claim(partition where, std::chrono::milliseconds lease);
  /// False when the claim had ended, or the project is gone: nothing was written then.
  task<result<bool>> conclude(claimed_receipts claimed, receipt_conclusion outcome);

 private:
  task<result<bool>> write(partition where, project_id project, std::vector<std::string> args);
  task<result<void>> drop(partition where, std::string project, std::string packed, std::string claim);

  net::redis& redis_;
  keys keys_;
};

}  // namespace carillon::queue
