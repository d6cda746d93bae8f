#include "sandbox/fcm/access_tokens.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::sandbox {

std::string access_tokens::issue(std::string_view client_email, timestamp expires_at) {
  std::string bearer = "ya29.sbx-" + base64url_encode(random_string(48));
  issued_.emplace(bearer, grant{std::string(client_email), expires_at});
  return bearer;
}

std::string_view access_tokens::owner_of(std::string_view bearer, timestamp now) const {
  const auto found = issued_.find(std::string(bearer));
  if (found == issued_.end() || found->second.expires_at <= now) return {};
  return found->second.client_email;
}

}  // namespace carillon::sandbox
