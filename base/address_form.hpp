// How the addresses that users register rest, by provider, and what makes two of them the same: vocabulary of
// what is stored, and so not to be changed. For store/. Pure; any thread.
#pragma once

#include <array>

#include "base/vocabulary.hpp"

namespace carillon {

enum class address_form {
  none,          ///< users register none: their profile says it, or nothing is delivered
  hex_token,     ///< bytes in hex, of either case
  opaque_token,  ///< a text that stands for itself
  subscription,  ///< sealed; its endpoint tells it apart
  hook,          ///< sealed; a channel or URL of the same user, for colleagues share them
  inbox,         ///< sealed; a token of an inbox's connection
};

constexpr address_form form_of(provider via) noexcept {
  switch (via) {
    case provider::apns:
      return address_form::hex_token;
    case provider::fcm:
    case provider::expo:
      return address_form::opaque_token;
    case provider::web_push:
      return address_form::subscription;
    case provider::slack:
    case provider::teams:
      return address_form::hook;
    case provider::inbox:
      return address_form::inbox;
    case provider::none:
    case provider::ses:
    case provider::sendgrid:
    case provider::mailgun:
    case provider::ping_email:
    case provider::smtp:
    case provider::twilio:
    case provider::webhook:
      return address_form::none;
  }
  return address_form::none;
}

/// The providers whose addresses users register.
inline constexpr std::array token_providers = {provider::apns,     provider::fcm,   provider::expo,
                                               provider::web_push, provider::slack, provider::teams,
                                               provider::inbox};

/// Whose addresses are capabilities, and rest sealed.
constexpr bool is_sealed(provider via) noexcept {
  return form_of(via) != address_form::hex_token && form_of(via) != address_form::opaque_token;
}

}  // namespace carillon
