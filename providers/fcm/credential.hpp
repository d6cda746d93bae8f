// Google's OAuth 2.0 for service accounts (RFC 7523): the assertion to send and the answer's meaning.
// Renewed five minutes before its end (providers.md 2, OAuth2). Pure; any thread.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "net/wire.hpp"
#include "providers/credential_plan.hpp"
#include "providers/fcm/config.hpp"

namespace carillon::providers::fcm {

class credential final : public credential_plan {
 public:
  explicit credential(const config& account);

  std::string shared_key() const override { return shared_key_; }
  /// token_uri, a URL from a user's upload.
  const destination* issuer() const noexcept override { return &issuer_; }
  /// The assertion lives one hour from `now`.
  void ask(timestamp now, net::wire_request& out) const override;
  /// A refusal's text is Google's error code, never the assertion.
  token_answer read(const net::wire_response& response, timestamp asked) const override;

 private:
  config account_;
  std::string shared_key_;
  destination issuer_;
};

}  // namespace carillon::providers::fcm
