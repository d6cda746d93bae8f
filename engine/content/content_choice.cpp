#include "engine/content/content_choice.hpp"

#include "engine/content/link_scheme.hpp"
#include "providers/catalogue.hpp"

namespace carillon::engine {
namespace {

const json& channel_override(const json& body, channel via) noexcept {
  return member_of(member_of(member_of(body, "overrides"), "channels"), to_string(via));
}

/// The first that is a text.
std::optional<std::string> first_text(const json& above, const json& below) {
  for (const auto* const each : {&above, &below}) {
    if (each->is_string()) return each->get<std::string>();
  }
  return std::nullopt;
}

}  // namespace

chosen_words choose_words(const json& body, channel via, std::optional<std::string> made) {
  const auto& above = channel_override(body, via);
  const auto chosen = [&](const char* name) {
    return first_text(member_of(above, name), member_of(body, name));
  };
  if (!made || !is_open_to_template(body, via)) made = chosen("content");
  auto action_url = chosen("action_url");
  if (action_url && would_run(*action_url)) action_url.reset();  // accepted before such were refused
  return {chosen("title").value_or(std::string()), std::move(made), std::move(action_url)};
}

bool is_open_to_template(const json& body, channel via) noexcept {
  return !member_of(channel_override(body, via), "content").is_string();
}

const json& provider_override(const json& body, provider via) noexcept {
  const auto& all = member_of(member_of(body, "overrides"), "providers");
  const auto* const row = providers::find_row(via);
  for (const auto key : row != nullptr ? row->facts.overrides : providers::override_keys()) {
    if (const auto& given = member_of(all, key); !given.is_null()) return given;
  }
  static const json none;
  return none;
}

}  // namespace carillon::engine
