#include "providers/expo/traits.hpp"

#include <array>

#include "providers/expo/answers.hpp"

namespace carillon::providers::expo {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> keys{"expo"};
  static constexpr std::array<std::string_view, 1> secrets{"access_token"};
  static constexpr std::array<std::string_view, 1> places{"expo"};
  static const traits made{.via = provider::expo,
                           .over = channel::mobile_push,
                           .kind = "expo",
                           .most_items = 100,
                           .most_bytes = 1024 * 1024,
                           .ceiling = {.items = 600},
                           .answers = answers(),
                           .overrides = keys,
                           .secrets = secrets,
                           .places = places};
  return made;
}

}  // namespace carillon::providers::expo
