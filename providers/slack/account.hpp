// Messages to Slack: by the bot of a workspace the user connected (chat.postMessage), or to an incoming
// webhook (providers.md 9). What proves the sender is the address's own: the workspace's token, the hook's
// URL. Pure; immutable; any thread.
#pragma once

#include <memory>
#include <string>

#include "providers/provider.hpp"

namespace carillon::providers::slack {

/// Addresses: details {"webhook": {"url"}}, or {"oauth": {"channel_id", "installation_id"}, "access_token"},
/// where the engine put the token of the workspace that the address names.
class chat_account final : public account {
 public:
  explicit chat_account(std::string app_id) : app_id_(std::move(app_id)) {}

  std::vector<destination> destinations() const override;
  std::optional<std::size_t> serves(const address& to) const override;
  bool suits(const address& to) const override;
  std::uint64_t paced_as(const address& to) const override;
  result<destination> destination_of(const address& to) const override;
  std::unique_ptr<request_template> compose(const message& words, timestamp now) const override;

 private:
  std::string app_id_;
};

result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::slack
