#include "engine/routing/token_vault.hpp"

#include <algorithm>

namespace carillon::engine {

shared_token::reference shared_token::usable(timestamp now) const {
  const std::lock_guard lock(mutex_);
  return is_usable(now) ? token_ : nullptr;
}

// A clock that stepped back makes a token young again. What its provider took until now it goes on taking,
// for its own clock did not step; when it no longer does, refuse() is told.
shared_token::reference shared_token::usable_or_minted(const providers::credential_plan& plan,
                                                       std::string_view whom, timestamp now) {
  const std::lock_guard lock(mutex_);
  if (is_usable(now) && now < token_->renew_at) return token_;
  token_ = std::make_shared<const providers::token>(plan.mint(whom, now));
  got_ = now;
  is_refused_ = false;
  return token_;
}

void shared_token::put(providers::token got, timestamp now) {
  const std::lock_guard lock(mutex_);
  token_ = std::make_shared<const providers::token>(std::move(got));
  got_ = now;
  is_refused_ = false;
}

bool shared_token::refuse(const reference& used, timestamp now, std::chrono::seconds least_age) {
  const std::lock_guard lock(mutex_);
  if (used != token_) return true;  // replaced already
  const auto age = now - got_;
  if (age >= std::chrono::seconds(0) && age < least_age) return false;
  is_refused_ = true;
  return true;
}

bool shared_token::has_ended(timestamp now) const {
  const std::lock_guard lock(mutex_);
  return !token_ || now >= token_->ends_at;
}

std::shared_ptr<shared_token> token_vault::of(const std::string& key, timestamp now) {
  const std::lock_guard lock(mutex_);
  if (all_.size() >= sweep_at_) {
    std::erase_if(
        all_, [&](const auto& each) { return each.second.use_count() == 1 && each.second->has_ended(now); });
    sweep_at_ = std::max(swept_from, 2 * all_.size());
  }
  auto& found = all_[key];
  if (!found) found = std::make_shared<shared_token>();
  return found;
}

}  // namespace carillon::engine
