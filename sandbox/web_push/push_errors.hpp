// Every refusal of the push services, as data: Mozilla's by errno, Apple's by reason, Google's and
// Microsoft's by sentence. Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "sandbox/rule.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

struct push_error {
  std::string_view key;  ///< ours: what a token `sbx-<KEY>-…`, a rule and the ledger call it
  int http;
  int number;             ///< Mozilla's errno; 0: not Mozilla's
  std::string_view says;  ///< Apple's reason (CamelCase), or a sentence; of Mozilla's its message
  std::string_view retry_after = {};
};

std::span<const push_error> push_errors() noexcept;
/// Null when there is none.
const push_error* find_push_error(std::string_view key) noexcept;
answer make_push_error(const push_error& row);
/// The one a rule or a token asks for.
answer make_push_error(const canned_answer& wanted);

}  // namespace carillon::sandbox
