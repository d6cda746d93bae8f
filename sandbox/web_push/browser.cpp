#include "sandbox/web_push/browser.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::sandbox {

browser::browser(std::string_view keys) {
  std::string made;
  if (keys.size() != ece::scalar_size + ece::point_size) keys = made = make_keys();
  keys_ = {secret(std::string(keys.substr(0, ece::scalar_size))), std::string(keys.substr(ece::scalar_size))};
}

std::string browser::make_keys() {
  const auto made = ece::generate();
  return std::string(made.scalar.reveal()) + made.point;
}

std::string browser::folder_of(std::string_view server_key) {
  const auto digest = sha256(server_key);
  return "/wpush/v2/" + base64url_encode(as_text(digest).substr(0, 6)) + "/";
}

std::string browser::auth_of(std::string_view path) const {
  const auto mac = hmac_sha256(keys_.scalar.reveal(), {path});
  return std::string(as_text(mac).substr(0, ece::auth_size));
}

}  // namespace carillon::sandbox
