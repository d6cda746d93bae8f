// The APNs provider token (providers.md 1, "JWT"): a JWT of the team, for all its requests, minted anew after
// 50 minutes. APNs refuses those that are older than an hour, and answers 429 to updates closer than 20
// minutes. Pure; any thread.
#pragma once

#include <string>

#include "base/signing_key.hpp"
#include "providers/apns/config.hpp"
#include "providers/credential_plan.hpp"

namespace carillon::providers::apns {

class credential final : public credential_plan {
 public:
  explicit credential(const config& account);

  /// APNs counts the tokens of a team, whoever minted them: one for each team and key.
  std::string shared_key() const override { return shared_key_; }
  std::chrono::seconds least_age() const noexcept override { return std::chrono::minutes(20); }
  token mint(std::string_view whom, timestamp now) const override;

 private:
  signing_key key_;
  std::string key_id_;
  std::string team_id_;
  std::string shared_key_;
};

}  // namespace carillon::providers::apns
