// Apple's counter: judges one push, start to end, as api.push.apple.com would. Pure but for what it remembers
// of tokens. Canned device tokens are of digits here: `eeeeee` and a row's number.
#pragma once

#include "sandbox/apns/provider_token.hpp"
#include "sandbox/desk.hpp"

namespace carillon::sandbox {

class apns_desk final : public desk {
 public:
  /// `is_verified` false: provider tokens and topics' owners are not looked at.
  explicit apns_desk(bool is_verified) : is_verified_(is_verified), tokens_(keys_) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// apns-id is echoed, or made when absent; the delivery is apns-id, the notification apns-collapse-id.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  bool apply_token(verdict& made, timestamp now) const override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  check find_refusal(const incoming& request, const visit& at);

  bool is_verified_;
  apns_keys keys_;
  provider_token_checker tokens_;
};

}  // namespace carillon::sandbox
