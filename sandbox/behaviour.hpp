// What a test may change about the whole sandbox while it runs: PUT /control/behaviour. Plain data and its
// parser.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::sandbox {

enum class apns_environment : std::uint8_t { production, development };

struct behaviour {
  std::chrono::milliseconds latency{0};  ///< of every answer
  std::chrono::milliseconds jitter{0};   ///< latency ± this, evenly
  std::uint32_t max_streams = 1000;      ///< of a connection once it is trusted
  apns_environment environment = apns_environment::production;
  std::chrono::seconds token_lifetime{3599};    ///< of the bearers handed out
  std::string callback_origin;                  ///< called instead of the origins that messages name
  std::chrono::milliseconds callback_step{50};  ///< from one status of a message to the next
  std::chrono::milliseconds greylist{0};  ///< a relay's: so long a sender's first mail to somebody is put off
};

/// `before` with the members of
/// {"latency_ms","jitter_ms","max_streams","apns_environment","token_lifetime_s","callback_origin",
/// "callback_step_ms","greylist_ms"} that are present.
/// invalid_argument names the first wrong or unknown one.
result<behaviour> parse_behaviour(const json& document, const behaviour& before);
json to_json(const behaviour& shown);

}  // namespace carillon::sandbox
