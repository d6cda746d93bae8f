#include "providers/mailgun/traits.hpp"

#include <array>

namespace carillon::providers::mailgun {

const traits& facts() noexcept {
  // An override may be a whole document.
  constexpr std::size_t most_override = 1024 * 1024;
  static constexpr std::array<std::string_view, 1> keys{"mailgun"};
  static constexpr std::array<std::string_view, 1> secrets{"api_key"};
  static constexpr std::array<std::string_view, 2> places{"mailgun_us", "mailgun_eu"};
  static constexpr traits made{.via = provider::mailgun,
                               .over = channel::email,
                               .kind = "mailgun",
                               .address = reached_by::mailbox,
                               .most_items = 1000,
                               .overrides = keys,
                               .most_override = most_override,
                               .secrets = secrets,
                               .places = places};
  return made;
}

}  // namespace carillon::providers::mailgun
