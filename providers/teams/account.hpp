// Messages to Microsoft Teams: an Adaptive Card posted to a hook, of a workflow or of the old connector
// (providers.md 10). There is no integration: the hook's URL is address and secret at once. Pure; immutable;
// any thread.
#pragma once

#include <memory>

#include "providers/provider.hpp"

namespace carillon::providers::teams {

/// Addresses: details {"webhook": {"url"}}.
class hook_account final : public account {
 public:
  std::vector<destination> destinations() const override { return {}; }
  std::optional<std::size_t> serves(const address& to) const override;
  std::uint64_t paced_as(const address& to) const override;
  result<destination> destination_of(const address& to) const override;
  std::unique_ptr<request_template> compose(const message& words, timestamp now) const override;
};

/// Of any configuration.
result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::teams
