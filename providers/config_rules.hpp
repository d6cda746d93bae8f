// What configurations of integrations and the tokens of users have in common, for each provider's
// config_rule() and token_rule(). Pure; any thread.
#pragma once

#include <cstdint>

#include "base/schema.hpp"
#include "base/signing_key.hpp"

namespace carillon::providers {

/// The contract names no upper limit for most texts; this is ours.
inline constexpr std::int64_t most_config_text = 4096;
/// Of the texts of a token that users register: it must fit sealed into its list.
inline constexpr schema::length token_text{1, 255};
inline constexpr schema::length token_url{1, 2048};

/// 1 … 4096 characters.
schema::rule some_text();
/// The same of what stands in a header: visible ASCII.
schema::rule credential();
/// {email, name?}: who a message is from, or answered to.
schema::rule mailbox();
/// A key in PEM that can be used, tidied of what pasting did to it, or the filler of one that is stored.
schema::rule private_key(key_kind kind, std::int64_t most, schema::text_check shape);
schema::field optional(std::string_view name, schema::rule value);

}  // namespace carillon::providers
