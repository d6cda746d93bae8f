#include "providers/apns/credential.hpp"

#include <chrono>

#include "base/jws.hpp"

namespace carillon::providers::apns {
namespace {

using std::chrono::minutes;
constexpr auto refresh_age = minutes(50);     // APNs refuses tokens older than an hour …
constexpr auto least_mint_gap = minutes(20);  // … and answers 429 to updates closer than this

}  // namespace

credential::credential(signing_key key, std::string key_id, std::string team_id)
    : key_(std::move(key)), key_id_(std::move(key_id)), team_id_(std::move(team_id)) {}

std::shared_ptr<const std::string> credential::authorization(timestamp now) {
  const std::scoped_lock lock(mutex_);
  // A clock that stepped back makes the age negative. What APNs took until now it goes on taking, for its own
  // clock did not step; when it no longer does, refuse() is told.
  const bool is_usable = current_ && !is_refused_ && now - minted_ < refresh_age;
  if (is_usable) return current_;
  const json claims{{"iss", team_id_}, {"iat", to_unix_ms(now) / 1000}};
  current_ = std::make_shared<const std::string>("bearer " + sign_jws({{"kid", key_id_}}, claims, key_));
  minted_ = now;
  is_refused_ = false;
  return current_;
}

bool credential::refuse(const std::shared_ptr<const std::string>& used, timestamp now) {
  const std::scoped_lock lock(mutex_);
  if (used != current_) return true;  // replaced already
  const auto age = now - minted_;
  if (age >= minutes(0) && age < least_mint_gap) return false;
  is_refused_ = true;
  return true;
}

}  // namespace carillon::providers::apns
