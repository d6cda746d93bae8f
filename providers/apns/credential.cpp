#include "providers/apns/credential.hpp"

#include "base/jws.hpp"

namespace carillon::providers::apns {
namespace {

using std::chrono::minutes;
constexpr auto renewed_after = minutes(50);
constexpr auto taken_for = minutes(60);

}  // namespace

credential::credential(const config& account)
    : key_(account.key),
      key_id_(account.key_id),
      team_id_(account.team_id),
      shared_key_("apns/" + team_id_ + '/' + key_id_ + '/' + key_.public_pem()) {}

token credential::mint(std::string_view /*whom*/, timestamp now) const {
  const json claims{{"iss", team_id_}, {"iat", to_unix_ms(now) / 1000}};
  return {.text = secret("bearer " + sign_jws({{"kid", key_id_}}, claims, key_)),
          .renew_at = now + renewed_after,
          .ends_at = now + taken_for};
}

}  // namespace carillon::providers::apns
