// How a provider is asked what became of messages that it took (`pending`): the two pure halves. Who asks,
// when, and what is kept meanwhile is the engine's, once for all. Immutable; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "net/wire.hpp"
#include "providers/answer.hpp"

namespace carillon::providers {

struct receipts {
  /// Beside the ids asked for: ok, or what the message came to; nothing: not known yet, ask again later.
  std::vector<std::optional<answer>> told;
  /// Why nothing is known of any of them: retry, retry_after, config, split; `told` is all nothing then.
  std::optional<answer> refusal;
};

class receipt_plan {
 public:
  virtual ~receipt_plan() = default;

  /// Of one request.
  virtual std::size_t most_items() const noexcept = 0;
  /// No receipt comes earlier, and none later.
  virtual std::chrono::seconds ready_after() const noexcept = 0;
  virtual std::chrono::seconds kept_for() const noexcept = 0;

  /// The request that asks, at the first of account::destinations(): fills `out`, cleared first. `ids` are
  /// answer::remote_id of what was sent.
  virtual void ask(std::span<const std::string> ids, net::wire_request& out) const = 0;
  /// What came of it. Whatever that is, `told` has as many as were asked for; never throws.
  virtual receipts read(const net::wire_response& response, std::span<const std::string> ids,
                        timestamp now) const = 0;
};

}  // namespace carillon::providers
