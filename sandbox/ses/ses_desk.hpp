// Amazon SES's counter: judges one POST /v2/email/outbound-emails as the v2 API would.
#pragma once

#include <vector>

#include "sandbox/desk.hpp"
#include "sandbox/ses/sigv4_check.hpp"

namespace carillon::sandbox {

class ses_desk final : public desk {
 public:
  /// `is_verified` false: signatures are not looked at.
  explicit ses_desk(bool is_verified) : is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// A delivery for each address; its ids are the tags nid and did.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  /// Entries {"key_id", "secret_key", "session_token"?}.
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  bool is_verified_;
  std::vector<aws_key> keys_;
};

}  // namespace carillon::sandbox
