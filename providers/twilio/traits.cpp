#include "providers/twilio/traits.hpp"

#include <array>

#include "providers/twilio/answers.hpp"

namespace carillon::providers::twilio {

const traits& facts() noexcept {
  static constexpr std::array<std::string_view, 1> keys{"twilio"};
  static constexpr std::array<std::string_view, 2> secrets{"api_secret", "auth_token"};
  static constexpr std::array<std::string_view, 3> places{"twilio_us1", "twilio_ie1", "twilio_au1"};
  static const traits made{.via = provider::twilio,
                           .over = channel::sms,
                           .kind = "twilio",
                           .address = reached_by::phone,
                           .doubt = in_doubt::leave,
                           .is_asked = true,
                           .answers = answers(),
                           .overrides = keys,
                           .secrets = secrets,
                           .calls_back = true,
                           .signature_header = "x-twilio-signature",
                           .places = places};
  return made;
}

}  // namespace carillon::providers::twilio
