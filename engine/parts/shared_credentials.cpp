#include "engine/parts/shared_credentials.hpp"

namespace carillon::engine {

std::shared_ptr<providers::apns::credential> shared_credentials::get(const providers::apns::config& account) {
  const auto public_key = account.key.public_pem();
  const std::lock_guard lock(mutex_);
  auto& found = entries_[{account.team_id, account.key_id}];
  if (!found.credential || found.public_key != public_key) {
    found.public_key = public_key;
    found.credential =
        std::make_shared<providers::apns::credential>(account.key, account.key_id, account.team_id);
  }
  return found.credential;
}

std::shared_ptr<shared_credentials> make_shared_credentials() {
  return std::make_shared<shared_credentials>();
}

}  // namespace carillon::engine
