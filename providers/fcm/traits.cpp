#include "providers/fcm/traits.hpp"

#include <array>

#include "providers/fcm/answers.hpp"

namespace carillon::providers::fcm {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 2> keys{"fcm", "android"};
  static constexpr std::array<std::string_view, 1> secrets{"private_key"};
  static constexpr std::array<std::string_view, 1> urls{"token_uri"};
  static constexpr std::array<std::string_view, 1> places{"fcm"};
  static const traits made{.via = provider::fcm,
                           .over = channel::mobile_push,
                           .kind = "fcm",
                           .answers = answers(),
                           .overrides = keys,
                           .natural_key = "project_id",
                           .secrets = secrets,
                           .urls = urls,
                           .places = places};
  return made;
}

}  // namespace carillon::providers::fcm
