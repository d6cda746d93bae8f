// SendGrid's counter: judges one POST /v3/mail/send as api.sendgrid.com would.
#pragma once

#include <string>
#include <vector>

#include "sandbox/desk.hpp"

namespace carillon::sandbox {

class sendgrid_desk final : public desk {
 public:
  /// `is_verified` false: API keys are not looked at.
  explicit sendgrid_desk(bool is_verified) : is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// A delivery for each personalization; its ids are custom_args.nid and custom_args.did.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  bool apply_token(verdict& made, timestamp now) const override;
  /// Entries {"api_key"}.
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  bool is_verified_;
  std::vector<std::string> keys_;
};

}  // namespace carillon::sandbox
