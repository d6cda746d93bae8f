#include "providers/apns/traits.hpp"

#include <array>

#include "providers/apns/answers.hpp"

namespace carillon::providers::apns {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 2> keys{"apns", "ios"};
  static constexpr std::array<std::string_view, 1> secrets{"certificate"};
  static constexpr std::array<std::string_view, 2> places{"apns_production", "apns_sandbox"};
  static constexpr std::array<std::string_view, 1> kept{"apns-id"};
  static const traits made{.via = provider::apns,
                           .over = channel::mobile_push,
                           .kind = "apns",
                           .answers = answers(),
                           .overrides = keys,
                           .natural_key = "app_id",
                           .secrets = secrets,
                           .kept_headers = kept,
                           .places = places};
  return made;
}

}  // namespace carillon::providers::apns
