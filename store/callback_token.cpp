#include "store/callback_token.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::store {
namespace {

// version 1 | channel 1 | provider 1 | project 16 | user 16 | notification 16 | delivery 16 | MAC 16
constexpr char version = 1;
constexpr std::size_t id_bytes = 16;
constexpr std::size_t mac_bytes = 16;
constexpr std::size_t claim_bytes = 3 + 4 * id_bytes;

std::string mac_of(const secret& key, std::string_view claim) {
  return std::string(as_text(hmac_sha256(key.reveal(), {claim})).substr(0, mac_bytes));
}

}  // namespace

std::string callback_tokens::make(const callback_claim& claim) const {
  std::string out{version, static_cast<char>(claim.over), static_cast<char>(claim.via)};
  out.append(claim.project.raw()).append(claim.user.raw());
  out.append(claim.notification.raw()).append(claim.delivery.raw());
  return base64url_encode(out + mac_of(key_, out));
}

std::optional<callback_claim> callback_tokens::read(std::string_view token) const {
  if (token.size() > 2 * (claim_bytes + mac_bytes)) return std::nullopt;
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->size() != claim_bytes + mac_bytes || bytes->front() != version) return std::nullopt;
  const auto claim = std::string_view(*bytes).substr(0, claim_bytes);
  if (!constant_time_equal(std::string_view(*bytes).substr(claim_bytes), mac_of(key_, claim)))
    return std::nullopt;
  const auto id_at = [&](std::size_t number) {
    return uuid::from_raw(claim.substr(3 + number * id_bytes, id_bytes)).value();
  };
  return callback_claim{.project = {id_at(0)},
                        .user = {id_at(1)},
                        .notification = {id_at(2)},
                        .delivery = {id_at(3)},
                        .over = static_cast<channel>(claim[1]),
                        .via = static_cast<provider>(claim[2])};
}

std::string callback_url(std::string_view public_url, std::string_view token) {
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  if (public_url.empty()) return {};
  std::string out(public_url);
  return out.append("/v2/callbacks/").append(token);
}

}  // namespace carillon::store
