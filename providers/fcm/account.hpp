// An FCM account as the engine sees it: a Google service account of one Firebase project.
#pragma once

#include "providers/fcm/config.hpp"
#include "providers/fcm/credential.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::fcm {

class account final : public providers::account {
 public:
  explicit account(config of) : config_(std::move(of)), credential_(config_) {}

  std::vector<destination> destinations() const override;
  const credential_plan* credential() const noexcept override { return &credential_; }
  std::string pool_key() const override { return credential_.shared_key(); }
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp now) const override;

 private:
  config config_;
  fcm::credential credential_;
};

result<std::shared_ptr<const providers::account>> open(const json& stored);

}  // namespace carillon::providers::fcm
