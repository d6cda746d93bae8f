#include "providers/sendgrid/traits.hpp"

#include <array>

namespace carillon::providers::sendgrid {

const traits& facts() noexcept {
  // An override may be a whole document.
  constexpr std::size_t most_override = 1024 * 1024;
  static constexpr std::array<std::string_view, 1> keys{"sendgrid"};
  static constexpr std::array<std::string_view, 1> secrets{"api_key"};
  static constexpr std::array<std::string_view, 1> places{"sendgrid"};
  static constexpr traits made{.via = provider::sendgrid,
                               .over = channel::email,
                               .kind = "sendgrid",
                               .address = reached_by::mailbox,
                               .most_items = 1000,
                               .overrides = keys,
                               .most_override = most_override,
                               .secrets = secrets,
                               .places = places};
  return made;
}

}  // namespace carillon::providers::sendgrid
