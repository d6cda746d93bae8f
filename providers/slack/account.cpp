#include "providers/slack/account.hpp"

#include <functional>

#include "providers/hook.hpp"
#include "providers/slack/request.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::slack {

std::vector<destination> chat_account::destinations() const {
  return {{.place = "slack", .url = "https://slack.com"}};
}

std::optional<std::size_t> chat_account::serves(const address& to) const {
  if (!to.details) return std::nullopt;
  if (!hook_of(*to.details).empty()) return own_origin;
  return bot_token_of(*to.details).empty() ? std::nullopt : std::optional<std::size_t>(0);
}

/// Workspaces are named "<app>-<team>" where we named them.
bool chat_account::suits(const address& to) const {
  const auto workspace = to.details ? workspace_of(*to.details) : std::string();
  return !workspace.starts_with('A') || workspace.starts_with(app_id_ + '-');
}

std::uint64_t chat_account::paced_as(const address& to) const {
  if (!to.details) return 0;
  auto whole = hook_of(*to.details);
  if (whole.empty()) whole = bot_token_of(*to.details) + ' ' + channel_of(*to.details);
  return std::hash<std::string>()(whole);
}

result<destination> chat_account::destination_of(const address& to) const {
  return hook_destination(to.details ? hook_of(*to.details) : "");
}

std::unique_ptr<request_template> chat_account::compose(const message& words, timestamp) const {
  return std::make_unique<chat_template>(words);
}

/// Its own secrets are for the installation of the app; messages need none of them.
result<std::shared_ptr<const account>> open(const json& stored) {
  const auto app = stored_text(stored, "app_id");
  if (!app) return app.error();
  return std::make_shared<const chat_account>(*app);
}

}  // namespace carillon::providers::slack
