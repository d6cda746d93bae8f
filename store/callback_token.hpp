// Which delivery a provider's callback is about: what the URL it was given ends in, sealed by a MAC, so that
// nobody else can tell news of it. Made by the engine with each message, read by the API. It does not end:
// news may come days later. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "base/vocabulary.hpp"

namespace carillon::store {

struct callback_claim {
  project_id project;
  user_id user;
  notification_id notification;
  delivery_id delivery;
  channel over = channel::sms;
  provider via = provider::none;
};

class callback_tokens {
 public:
  /// `key` is keyring::derive(purpose).
  static constexpr std::string_view purpose = "callback";
  explicit callback_tokens(secret key) : key_(std::move(key)) {}

  /// base64url, 111 characters; equal for equal claims.
  std::string make(const callback_claim& claim) const;
  /// Nothing unless make() made it with this key.
  std::optional<callback_claim> read(std::string_view token) const;

 private:
  secret key_;
};

/// "<public_url>/v2/callbacks/<token>". Empty without a public URL.
std::string callback_url(std::string_view public_url, std::string_view token);

}  // namespace carillon::store
