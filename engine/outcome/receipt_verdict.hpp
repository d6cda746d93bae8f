// What a receipt, or the want of one, means for its delivery (providers.md 3): the one place that decides
// when it is asked for again, and when no more. Pure; asked by the receipt_collector.
#pragma once

#include <chrono>
#include <optional>

#include "providers/answer.hpp"

namespace carillon::engine {

/// What is known of a delivery when its receipt was asked for.
struct receipt_situation {
  std::chrono::milliseconds age{0};          ///< since it was sent
  std::chrono::milliseconds first_after{0};  ///< it was asked for no sooner
  std::chrono::milliseconds kept_for{0};     ///< past this nobody knows any more
};

struct receipt_verdict {
  enum class kind : std::uint8_t {
    delivered,    ///< it went well
    undelivered,  ///< it did not, for good: people are told, and nothing is sent again
    dead,         ///< the same, and its address is finished
    ask_again,    ///< in `wait`
    unconfirmed,  ///< nobody will ever know
  };
  kind what = kind::delivered;
  std::chrono::milliseconds wait{0};
  bool operator==(const receipt_verdict&) const = default;
};

/// `told`: the receipt; nothing: there is none yet. `refusal`: why none could be had.
receipt_verdict judge_receipt(const std::optional<providers::answer>& told,
                              const std::optional<providers::answer>& refusal,
                              const receipt_situation& about);

}  // namespace carillon::engine
