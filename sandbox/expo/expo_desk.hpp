// Expo's counter for pushes: judges one POST of up to 100 messages as exp.host would, and hands out a ticket
// for each. A token `ExponentPushToken[sbx-<KEY>-…]` ends as its key says: KEY is an error of a ticket,
// `receipt_` and one (the ticket is good, its receipt is not), `receipt_missing`, or an error of the whole
// request.
#pragma once

#include <memory>

#include "sandbox/desk.hpp"
#include "sandbox/expo/expo_service.hpp"

namespace carillon::sandbox {

class expo_desk final : public desk {
 public:
  /// `is_verified` false: access tokens are not looked at.
  expo_desk(std::shared_ptr<expo_service> expo, bool is_verified)
      : expo_(std::move(expo)), is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  /// An item for each device; its ids are data.nid and data.did.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  bool apply_token(verdict& made, timestamp now) const override;
  std::size_t accept_at_once(const incoming& request, answer& reply) const override;
  /// A list of {"access_token"}.
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  std::shared_ptr<expo_service> expo_;
  bool is_verified_;
};

/// The body as it was before content-encoding; empty when it is not what it says.
std::string expo_body_of(const incoming& request);

}  // namespace carillon::sandbox
