// Twilio's refusals as it words them: {"code", "message", "more_info", "status"}. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

struct twilio_error {
  std::int32_t code;
  std::string_view key;  ///< the code in digits: what rules ask for
  int status;
  std::string_view message;
};

/// Null when there is none of that code.
const twilio_error* find_twilio_error(std::string_view key) noexcept;
/// The first of that status; null when there is none.
const twilio_error* first_twilio_error(int status) noexcept;
answer make_twilio_error(const twilio_error& row);

}  // namespace carillon::sandbox
