// What can be done with one expo integration. Immutable; any thread.
#pragma once

#include <memory>

#include "base/secret.hpp"
#include "providers/expo/receipts.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::expo {

class account final : public providers::account {
 public:
  explicit account(secret access_token) : access_token_(access_token), receipts_(std::move(access_token)) {}
  /// From the integration as stored. invalid_argument names the field.
  static result<std::shared_ptr<const providers::account>> open(const json& stored);

  std::vector<destination> destinations() const override;
  /// Tokens that are not Expo's are not: one of them would fail the ninety-nine beside it.
  std::optional<std::size_t> serves(const address& to) const override;
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp now) const override;
  const providers::receipt_plan* receipts() const noexcept override { return &receipts_; }

 private:
  secret access_token_;
  receipt_plan receipts_;
};

}  // namespace carillon::providers::expo
