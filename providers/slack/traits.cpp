#include "providers/slack/traits.hpp"

#include <array>

#include "providers/slack/answers.hpp"

namespace carillon::providers::slack {

const traits& facts() noexcept {
  // Messages of blocks and cards.
  constexpr std::size_t most_override = 128 * 1024;
  static constexpr std::array<std::string_view, 1> keys{"slack"};
  static constexpr std::array<std::string_view, 2> secrets{"client_secret", "signing_secret"};
  static constexpr std::array<std::string_view, 1> token_urls{"/webhook/url"};
  static constexpr std::array<std::string_view, 1> places{"slack"};
  static const traits made{.via = provider::slack,
                           .over = channel::slack,
                           .kind = "slack",
                           .address = reached_by::hook,
                           .spacing = std::chrono::seconds(1),
                           .answers = answers(),
                           .overrides = keys,
                           .most_override = most_override,
                           .natural_key = "app_id",
                           .secrets = secrets,
                           .token_urls = token_urls,
                           .workspace = "/oauth/installation_id",
                           .places = places};
  return made;
}

}  // namespace carillon::providers::slack
