// What a notification says on a channel: broadcast < template < overrides.channels.<channel> <
// overrides.providers.<provider> (rest-contract.md 6, "Content choice"). The one place that knows the order;
// used by the engine for what it sends, and by the API for what an inbox shows. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/vocabulary.hpp"

namespace carillon::engine {

struct chosen_words {
  std::string title;
  std::optional<std::string> content, action_url;
};

/// `body` is the broadcast's, validated: its words are plain text on every channel. `made` is what the
/// channel's template made of it, if there is one: a template decides the content alone.
chosen_words choose_words(const json& body, channel via, std::optional<std::string> made = {});

/// False when the broadcast itself decides what the channel's content is: no template has a say then.
bool is_open_to_template(const json& body, channel via) noexcept;

/// What is merged into the provider's request as it is: overrides.providers.<key>, the provider's own key
/// before its older ones; or null.
const json& provider_override(const json& body, provider via) noexcept;

}  // namespace carillon::engine
