// Every provider there is, a row each: beside its number in base/vocabulary.hpp the one file that a new
// provider edits. What others need to know of providers (kinds of integrations, secrets, answer tables,
// override keys, labels, settings) is derived from here. Pure; any thread.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "providers/override_fault.hpp"
#include "providers/provider.hpp"

namespace carillon::providers {

struct row {
  const traits& facts;
  /// From the integration's configuration as stored. invalid_argument names the field.
  result<std::shared_ptr<const account>> (*open)(const json& stored);
  /// A valid configuration with made-up secrets: contract tests, canaries, docs.
  json (*sample)();
  /// What cannot be sent of an override; null: nothing is checked but its size.
  override_check (*check_override)(const json& given) = nullptr;
};

/// Static, by number.
std::span<const row> catalogue() noexcept;
/// Null when there is none.
const row* find_row(provider via) noexcept;
const row* find_row(std::string_view kind) noexcept;

}  // namespace carillon::providers
