// Every provider there is, a row each: beside its number in base/vocabulary.hpp the one file that a new
// provider edits. What others need to know of providers (kinds of integrations, secrets, answer tables,
// override keys, labels, settings) is derived from here. Pure; any thread.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/schema.hpp"
#include "providers/callback.hpp"
#include "providers/feedback.hpp"
#include "providers/override_fault.hpp"
#include "providers/provider.hpp"
#include "providers/renewal.hpp"

namespace carillon::providers {

struct row {
  const traits& facts;
  /// What its integration must hold, made anew: keep it. Null: it needs none, and open() gets {}.
  schema::rule (*config_rule)() = nullptr;
  /// A valid configuration with made-up secrets: contract tests, canaries, docs. Null where config_rule is.
  json (*sample)() = nullptr;
  /// The payload of the tokens that users register to be reached; null: their profile says where they are.
  schema::rule (*token_rule)() = nullptr;
  json (*sample_token)() = nullptr;
  /// A response that a row of the table describes, for the contract suite; null: the provider's own tests
  /// have them.
  net::wire_response (*respond)(const answer_row& wanted) = nullptr;
  /// What cannot be sent of an override; null: nothing is checked but its size.
  override_check (*check_override)(const json& given) = nullptr;
  /// What it posts to us later, about mails it took. Null: it posts nothing.
  result<told_later> (*read_feedback)(const feedback_post& raw, const json& config, timestamp now) = nullptr;
  /// The same out of a message of Amazon SNS' that the API verified. Null: it tells nothing that way.
  std::vector<feedback> (*read_notice)(const json& message) = nullptr;
  /// From the integration's configuration as stored. invalid_argument names the field. Null: it is not built
  /// yet, and its deliveries are skipped.
  result<std::shared_ptr<const account>> (*open)(const json& stored) = nullptr;
  /// What came to an item's callback_url, as the account of that configuration would have it: unauthenticated
  /// when its signature is not the account's, invalid_argument when it is no news. Null: nobody calls back.
  result<news> (*read_callback)(const json& stored, const callback& what) = nullptr;
  /// Of traits::workspace: how its access token is renewed. Static; null: it does not end.
  const providers::renewal* renewal = nullptr;
};

/// Static, by number.
std::span<const row> catalogue() noexcept;
/// Null when there is none.
const row* find_row(provider via) noexcept;
const row* find_row(std::string_view kind) noexcept;
/// All that traits::places name, sorted.
const std::vector<std::string_view>& places();

}  // namespace carillon::providers
