// Do a provider's words quote what proved who we are? Some servers say again what they were asked, and their
// words become events that people read. Pure; asked of every answer that has words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/wire.hpp"

namespace carillon::engine {

enum class secret_parts : std::uint8_t {
  headers,           ///< what the authorization holds
  headers_and_path,  ///< and the path: of a hook or a subscription it is the capability
  headers_and_form,  ///< and the body's values: of a request for a token
};

/// Twelve bytes in a row of a secret are one too many. Words are cut, so they may hold a part alone.
bool quotes_secret(std::string_view words, const net::wire_request& sent, secret_parts which);
/// The words, or what is said instead.
std::string without_secrets(std::string words, const net::wire_request& sent, secret_parts which);

}  // namespace carillon::engine
