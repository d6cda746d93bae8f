// Expo's counter for receipts: POST /--/api/v2/push/getReceipts. Tickets it does not know are left out of the
// answer, as those are that are not ready.
#pragma once

#include <memory>

#include "sandbox/desk.hpp"
#include "sandbox/expo/expo_service.hpp"

namespace carillon::sandbox {

class receipt_desk final : public desk {
 public:
  receipt_desk(std::shared_ptr<expo_service> expo, bool is_verified)
      : expo_(std::move(expo)), is_verified_(is_verified) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override;
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;

 private:
  std::shared_ptr<expo_service> expo_;
  bool is_verified_;
};

}  // namespace carillon::sandbox
