// A planned misbehaviour: which requests it meets, how often, and what happens to them. Set over the control
// port (POST /control/rules, docs/sandbox.md). Plain data and its parser.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

/// A canned answer. With `body` the wire carries that; otherwise the provider's own for status and reason.
struct canned_answer {
  int status = 0;  ///< 0: as the reason's row says
  std::string reason;
  std::string retry_after;
  std::optional<std::int64_t> timestamp_ms;  ///< of a 410; absent: now
  std::optional<std::string> body;
  std::string content_type;
};

struct rule {
  // Which: every condition given must hold.
  std::string from;  ///< a desk's name; empty: any
  std::string token_prefix;
  std::uint64_t every = 0;            ///< each N-th that meets the other conditions; 0: no such condition
  std::optional<double> probability;  ///< by hash of seed, token and how often the token came
  std::optional<std::uint64_t> times_left;  ///< 0: used up
  // What.
  std::optional<canned_answer> reply;
  fault misbehaviour;
  std::chrono::milliseconds delay{0};
  // Bookkeeping.
  std::uint64_t met = 0;  ///< requests that met provider and prefix so far
};

/// Reads a list of rules. invalid_argument names the rule and the field.
result<std::vector<rule>> parse_rules(const json& document);
/// Reads an action for whole connections (POST /control/connections): goaway, stall, close or settings.
result<fault> parse_disturbance(const json& document);

}  // namespace carillon::sandbox
