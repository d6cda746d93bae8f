// Refusals of a provider that tells them apart by status and a name: a row each, in a desk's own table.
// Used by the desks of e-mail. Plain data.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "sandbox/rule.hpp"

namespace carillon::sandbox {

/// Static storage.
struct canned_row {
  std::string_view key;  ///< as rules and tokens spell it
  int status;
  std::string_view message;  ///< the provider's own words
};

inline const canned_row* find_row(std::span<const canned_row> table, std::string_view key) noexcept {
  const auto found = std::ranges::find(table, key, &canned_row::key);
  return found == table.end() ? nullptr : &*found;
}

/// What a rule asks for: by reason, else the first of that status, else the last row.
inline canned_row wanted_row(std::span<const canned_row> table, const canned_answer& wanted) noexcept {
  const auto by_status = std::ranges::find(table, wanted.status, &canned_row::status);
  const auto* found = find_row(table, wanted.reason);
  if (found == nullptr) found = by_status == table.end() ? &table.back() : &*by_status;
  auto row = *found;
  if (wanted.status != 0) row.status = wanted.status;
  return row;
}

}  // namespace carillon::sandbox
