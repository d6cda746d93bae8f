#include "store/unsubscribe_token.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::store {
namespace {

// version 1 | project 16 | user 16 | category | MAC 16
constexpr char version = 1;
constexpr std::size_t id_bytes = 16;
constexpr std::size_t mac_bytes = 16;
constexpr std::size_t most_category = 255;
constexpr std::size_t fixed_bytes = 1 + 2 * id_bytes + mac_bytes;

std::string mac_of(const secret& key, std::string_view claim) {
  return std::string(as_text(hmac_sha256(key.reveal(), {claim})).substr(0, mac_bytes));
}

}  // namespace

std::string unsubscribe_tokens::make(const unsubscribe_claim& claim) const {
  std::string out(1, version);
  out.append(claim.project.raw()).append(claim.user.raw()).append(claim.category);
  return base64url_encode(out + mac_of(key_, out));
}

std::optional<unsubscribe_claim> unsubscribe_tokens::read(std::string_view token) const {
  if (token.size() > (fixed_bytes + most_category) * 4 / 3 + 4) return std::nullopt;
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->size() < fixed_bytes || bytes->front() != version) return std::nullopt;
  const auto claim = std::string_view(*bytes).substr(0, bytes->size() - mac_bytes);
  if (!constant_time_equal(std::string_view(*bytes).substr(claim.size()), mac_of(key_, claim)))
    return std::nullopt;
  const auto project = uuid::from_raw(claim.substr(1, id_bytes));
  const auto user = uuid::from_raw(claim.substr(1 + id_bytes, id_bytes));
  if (!project || !user) return std::nullopt;
  return unsubscribe_claim{
      .project = {*project}, .user = {*user}, .category = std::string(claim.substr(1 + 2 * id_bytes))};
}

std::string unsubscribe_url(std::string_view public_url, std::string_view token) {
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  if (public_url.empty()) return {};
  std::string out(public_url);
  return out.append("/u/").append(token);
}

}  // namespace carillon::store
