#include "api/http/cursor.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t mac_size = 16;
constexpr std::size_t max_cursor = 512;

}  // namespace

std::string cursor_codec::mac(const cursor_scope& scope, std::string_view position) const {
  constexpr std::string_view separator("\0", 1);
  const auto digest = hmac_sha256(key_.reveal(), {scope.project.raw(), scope.route, separator, position});
  return std::string(as_text(digest).substr(0, mac_size));
}

std::string cursor_codec::encode(const cursor_scope& scope, std::string_view position) const {
  return base64url_encode(mac(scope, position).append(position));
}

result<std::string> cursor_codec::decode(const cursor_scope& scope, std::string_view cursor) const {
  error bad(errc::invalid_argument, "bad cursor");
  if (cursor.size() > max_cursor) return bad;
  const auto bytes = base64url_decode(cursor);
  if (!bytes || bytes->size() <= mac_size) return bad;
  const auto position = std::string_view(*bytes).substr(mac_size);
  if (!constant_time_equal(mac(scope, position), std::string_view(*bytes).substr(0, mac_size))) return bad;
  return std::string(position);
}

}  // namespace carillon::api
