// Teams' counter: hooks of workflows (202, empty) and of the old connector (200 and "1", errors in words).
#pragma once

#include "sandbox/desk.hpp"

namespace carillon::sandbox {

class teams_desk final : public desk {
 public:
  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// For the hook's path.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  /// As a workflow answers. What the connector hides in a success is a rule's own body.
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
};

}  // namespace carillon::sandbox
