// The counter of a server that is told what happens: takes calls in the form of Standard Webhooks at any path
// /hook/<name>, and verifies those of names it knows a secret of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sandbox/desk.hpp"

namespace carillon::sandbox {

class webhook_desk final : public desk {
 public:
  /// `is_verified` false: signatures are not looked at.
  explicit webhook_desk(bool is_verified) : is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// For the name. The delivery is the call's id.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  /// [{"name", "secret"}]; several of one name while a secret is replaced.
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  bool is_verified_;
  std::map<std::string, std::vector<std::string>, std::less<>> keys_;  ///< by name
};

}  // namespace carillon::sandbox
