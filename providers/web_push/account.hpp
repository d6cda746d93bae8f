// What can be done with one web_push integration. Immutable; any thread.
#pragma once

#include <memory>

#include "providers/provider.hpp"
#include "providers/web_push/vapid.hpp"

namespace carillon::providers::web_push {

class account final : public providers::account {
 public:
  explicit account(config integration) : vapid_(std::move(integration)) {}
  /// From the integration as stored. invalid_argument names the field.
  static result<std::shared_ptr<const providers::account>> open(const json& stored);

  /// None: every subscription has an origin of its own.
  std::vector<destination> destinations() const override { return {}; }
  std::optional<std::size_t> serves(const address&) const override { return own_origin; }
  result<destination> destination_of(const address& to) const override;
  const credential_plan* credential() const noexcept override { return &vapid_; }
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp now) const override;

 private:
  vapid vapid_;
};

}  // namespace carillon::providers::web_push
