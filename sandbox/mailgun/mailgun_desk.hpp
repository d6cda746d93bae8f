// Mailgun's counter: judges one POST /v3/<domain>/messages as api.mailgun.net would.
#pragma once

#include <string>
#include <vector>

#include "sandbox/desk.hpp"

namespace carillon::sandbox {

class mailgun_desk final : public desk {
 public:
  /// `is_verified` false: keys and domains are not looked at.
  explicit mailgun_desk(bool is_verified) : is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// A delivery for each `to`; its ids are v:nid and v:did, with the recipient's variables put in.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  /// Entries {"domain", "api_key"}.
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  struct domain_key {
    std::string domain, authorization;
  };
  bool is_verified_;
  std::vector<domain_key> keys_;
};

}  // namespace carillon::sandbox
