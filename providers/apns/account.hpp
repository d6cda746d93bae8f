// An APNs account as the engine sees it: a team's key for one app, and Apple's two hosts.
#pragma once

#include "providers/apns/config.hpp"
#include "providers/apns/credential.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::apns {

class account final : public providers::account {
 public:
  explicit account(config of) : config_(std::move(of)), credential_(config_) {}

  /// Production, then development.
  std::vector<destination> destinations() const override;
  std::optional<std::size_t> serves(const address& to) const override;
  /// The token's app is this one, or it names none.
  bool suits(const address& to) const override;
  const credential_plan* credential() const noexcept override { return &credential_; }
  std::string pool_key() const override { return credential_.shared_key(); }
  bool is_probed_first() const noexcept override { return true; }
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp now) const override;

 private:
  config config_;
  apns::credential credential_;
};

result<std::shared_ptr<const providers::account>> open(const json& stored);

}  // namespace carillon::providers::apns
