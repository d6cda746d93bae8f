#include "providers/teams/traits.hpp"

#include <array>

#include "providers/teams/answers.hpp"

namespace carillon::providers::teams {

const traits& facts() noexcept {
  // Messages of blocks and cards.
  constexpr std::size_t most_override = 128 * 1024;
  static constexpr std::array<std::string_view, 1> keys{"teams"};
  static constexpr std::array<std::string_view, 1> token_urls{"/webhook/url"};
  static const traits made{.via = provider::teams,
                           .over = channel::teams,
                           .kind = "teams",
                           .address = reached_by::hook,
                           .spacing = std::chrono::milliseconds(500),  // 60 in 30 s
                           .needs_integration = false,
                           .answers = answers(),
                           .overrides = keys,
                           .most_override = most_override,
                           .token_urls = token_urls};
  return made;
}

}  // namespace carillon::providers::teams
