#include "providers/ses/traits.hpp"

#include <array>

#include "providers/ses/answers.hpp"

namespace carillon::providers::ses {

const traits& facts() noexcept {
  // An override may be a whole document.
  constexpr std::size_t most_override = 1024 * 1024;
  static constexpr std::array<std::string_view, 2> keys{"ses", "amazon_ses"};
  static constexpr std::array<std::string_view, 2> secrets{"secret_key", "session_token"};
  static constexpr std::array<std::string_view, 1> urls{"endpoint"};
  static constexpr std::array<std::string_view, 1> places{"ses"};
  static const traits made{.via = provider::ses,
                           .over = channel::email,
                           .kind = "ses",
                           .address = reached_by::mailbox,
                           .needs_profile = true,
                           .answers = answers(),
                           .overrides = keys,
                           .most_override = most_override,
                           .secrets = secrets,
                           .urls = urls,
                           .kept_headers = kept_headers(),
                           .places = places};
  return made;
}

}  // namespace carillon::providers::ses
