#include "providers/mailgun/traits.hpp"

#include <array>

#include "providers/mailgun/answers.hpp"

namespace carillon::providers::mailgun {

const traits& facts() noexcept {
  // An override may be a whole document.
  constexpr std::size_t most_override = 1024 * 1024;
  static constexpr std::array<std::string_view, 1> keys{"mailgun"};
  static constexpr std::array<std::string_view, 2> secrets{"api_key", "webhook_signing_key"};
  static constexpr std::array<std::string_view, 2> places{"mailgun_us", "mailgun_eu"};
  static const traits made{.via = provider::mailgun,
                           .over = channel::email,
                           .kind = "mailgun",
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

}  // namespace carillon::providers::mailgun
