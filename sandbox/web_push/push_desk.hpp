// The browsers' push services' counter: judges one POST to a subscription's endpoint as they would, and reads
// the message as the browser would. Hands out subscriptions over the control port.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sandbox/desk.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/web_push/browser.hpp"
#include "sandbox/web_push/vapid_check.hpp"

namespace carillon::sandbox {

class push_desk final : public desk {
 public:
  /// `is_verified` false: whose VAPID keys they are is not looked at, nor the token.
  push_desk(bool is_verified, browser whose) : is_verified_(is_verified), browser_(std::move(whose)) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// For the endpoint's last segment; the notification is the payload's id.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  /// A list of {"public_key"}, base64url, as browsers get it.
  result<std::function<void()>> read_credentials(const json& listed) override;
  /// POST /control/subscriptions {"public_key", "names": [...], "origin"?}: a subscription for each. GET
  /// /control/subscriptions/<name>: the last message its service worker got, decrypted.
  std::optional<control_answer> control(std::string_view method, std::string_view call,
                                        std::string_view body) override;

 private:
  check check_caller(const incoming& request, timestamp now);
  check read_message(const incoming& request, verdict& made);
  control_answer subscribe(std::string_view body) const;

  bool is_verified_;
  std::set<std::string, std::less<>> server_keys_;  ///< 65 bytes each
  vapid_checker tokens_;
  browser browser_;
  std::map<std::string, std::string, std::less<>> last_read_;  ///< by the subscription's name; few
};

}  // namespace carillon::sandbox
