// How deliveries end of which no request was sent. Pure; of the window.
#pragma once

#include <chrono>

#include "engine/outcome/group_outcome.hpp"

namespace carillon::engine {

/// While a new credential is being fetched, or an announcement is on its way.
inline constexpr std::chrono::milliseconds short_hold{1'000};

inline device_end held_end(provider via) noexcept {
  return {.what = device_end::kind::held, .via = via};
}

inline device_end unsent_end(delivery_state state, queue::own_reason reason) noexcept {
  return {.what = device_end::kind::ended, .state = state, .reason = static_cast<std::uint16_t>(reason)};
}

}  // namespace carillon::engine
