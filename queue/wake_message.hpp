// What a script publishes when work became ready: "<partition>" when it does not know what, else
// "<partition>:<lane>:<jobs>", so that a worker can claim without looking first (queue.md 2.3). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/vocabulary.hpp"
#include "queue/keys.hpp"

namespace carillon::queue {

struct wake_message {
  partition where = 0;
  std::optional<lane> urgency{};  ///< nothing: any, of as many jobs as a look tells
  std::uint32_t jobs = 0;         ///< of that lane
};

/// Nothing when it is not to be read, as that of a build to come may be: work may be anywhere then.
std::optional<wake_message> parse_wake_message(std::string_view text) noexcept;

}  // namespace carillon::queue
