// Slack's counters: chat.postMessage with a bot's token (status 200 for almost everything), and incoming
// webhooks, whose answers are plain words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/desk.hpp"

namespace carillon::sandbox {

class slack_desk final : public desk {
 public:
  /// `is_verified` false: tokens are not looked at.
  explicit slack_desk(bool is_verified) : is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// For the channel, or the hook's path; the delivery's id is client_msg_id.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  /// [{"token": "xoxb-…", "refresh_token": "traded once for another token"}]
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  struct workspace {
    std::string token, refresh_token;
  };
  answer judge_bot(const incoming& request, const json& body) const;
  /// oauth.v2.access, for the rotation of tokens alone.
  answer rotate(const incoming& request);

  bool is_verified_;
  std::vector<workspace> workspaces_;
};

}  // namespace carillon::sandbox
