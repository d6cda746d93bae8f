#include "providers/web_push/traits.hpp"

#include <array>

#include "providers/web_push/answers.hpp"

namespace carillon::providers::web_push {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> keys{"web_push"};
  static constexpr std::array<std::string_view, 1> secrets{"private_key"};
  static constexpr std::array<std::string_view, 1> places{"web_push"};
  static constexpr std::array<std::string_view, 1> token_urls{"/endpoint"};
  static const traits made{.via = provider::web_push,
                           .over = channel::web_push,
                           .kind = "web_push",
                           .address = reached_by::subscription,
                           .answers = answers(),
                           .overrides = keys,
                           .secrets = secrets,
                           .token_urls = token_urls,
                           .places = places};
  return made;
}

}  // namespace carillon::providers::web_push
