// A message to one channel of Slack, and what the answer says of it. Pure; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "providers/provider.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::slack {

/// The URL of an incoming webhook, or empty. Secret.
std::string hook_of(const json& details);
/// The bot's token, or empty. Secret.
std::string bot_token_of(const json& details);
/// The channel the bot writes to, and the installation whose bot that is; or empty.
std::string channel_of(const json& details);
std::string workspace_of(const json& details);

class chat_template final : public request_template {
 public:
  /// "*title*", the content and the link, a line each; the override's members replace ours. What is plain is
  /// escaped, and where it holds marks Slack is told to read none.
  explicit chat_template(const message& words);

  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  std::string_view note() const noexcept override { return note_; }

 private:
  spliced_text to_hook_, to_channel_;
  std::string note_;
  std::optional<error> refusal_;
};

override_check check_override(const json& given);

/// chat.postMessage: JSON with `ok`, whatever the status.
answer read_bot(const net::wire_response& response, timestamp now);
/// An incoming webhook: "ok", or a word for what is wrong.
answer read_hook(const net::wire_response& response, timestamp now);

}  // namespace carillon::providers::slack
