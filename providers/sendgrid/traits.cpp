#include "providers/sendgrid/traits.hpp"

#include <array>

#include "providers/sendgrid/answers.hpp"

namespace carillon::providers::sendgrid {

const traits& facts() noexcept {
  // An override may be a whole document.
  constexpr std::size_t most_override = 1024 * 1024;
  static constexpr std::array<std::string_view, 1> keys{"sendgrid"};
  static constexpr std::array<std::string_view, 1> secrets{"api_key"};
  static constexpr std::array<std::string_view, 1> places{"sendgrid"};
  static const traits made{.via = provider::sendgrid,
                           .over = channel::email,
                           .kind = "sendgrid",
                           .address = reached_by::mailbox,
                           .most_items = 1000,
                           .needs_profile = true,
                           .answers = answers(),
                           .overrides = keys,
                           .most_override = most_override,
                           .secrets = secrets,
                           .kept_headers = kept_headers(),
                           .places = places};
  return made;
}

}  // namespace carillon::providers::sendgrid
