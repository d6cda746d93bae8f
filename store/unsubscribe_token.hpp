// The link in a mail that ends mails of its category: whose they are, sealed by a MAC, so that the link is
// all it takes (RFC 8058). Made by the engine for each mail, read by the API. The right it gives is to switch
// one category's e-mail off and on for one user, and it does not end: a mail may be found years later. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/secret.hpp"

namespace carillon::store {

struct unsubscribe_claim {
  project_id project;
  user_id user;
  std::string category;  ///< empty: all that have none
};

class unsubscribe_tokens {
 public:
  /// `key` is keyring::derive(purpose).
  static constexpr std::string_view purpose = "unsubscribe";
  explicit unsubscribe_tokens(secret key) : key_(std::move(key)) {}

  /// base64url; equal for equal claims. About 70 characters and 4/3 of the category's.
  std::string make(const unsubscribe_claim& claim) const;
  /// Nothing unless make() made it with this key.
  std::optional<unsubscribe_claim> read(std::string_view token) const;

 private:
  secret key_;
};

/// Where the link leads: "<public_url>/u/<token>". Empty without a public URL.
std::string unsubscribe_url(std::string_view public_url, std::string_view token);

}  // namespace carillon::store
