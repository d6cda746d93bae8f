// The counter of a URL that is pinged: reads POST /ping as its owner would (rest-contract.md 6).
#pragma once

#include "sandbox/desk.hpp"

namespace carillon::sandbox {

class ping_desk final : public desk {
 public:
  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// A delivery for each notification, of its recipient's e-mail.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
};

}  // namespace carillon::sandbox
