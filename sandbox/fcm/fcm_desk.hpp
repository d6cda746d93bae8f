// Google's counter for pushes: judges one POST /v1/projects/<id>/messages:send as fcm.googleapis.com would.
// Bearers come from token_desk.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "sandbox/desk.hpp"
#include "sandbox/fcm/google_accounts.hpp"

namespace carillon::sandbox {

class fcm_desk final : public desk {
 public:
  /// `is_verified` false: bearers and projects are not looked at.
  fcm_desk(std::shared_ptr<google_accounts> google, bool is_verified)
      : google_(std::move(google)), is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// For the device, or else the topic or condition; its ids are message.data.nid and message.data.did.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  /// Absent when the caller may send to the project.
  std::optional<answer> refuse_caller(const incoming& request, std::string_view project_id,
                                      timestamp now) const;
  std::shared_ptr<google_accounts> google_;
  bool is_verified_;
};

}  // namespace carillon::sandbox
