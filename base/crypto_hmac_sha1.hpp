// HMAC-SHA1, for checking what others sign with it: Twilio's callbacks. Nothing of ours is made with it.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon {

/// 20 bytes.
std::string hmac_sha1(std::string_view key, std::string_view text);

}  // namespace carillon
