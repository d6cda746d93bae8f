// Receipts: what became of pushes that Expo took, a quarter of an hour later and for a day (providers.md 3).
// Immutable; any thread.
#pragma once

#include "base/secret.hpp"
#include "providers/receipt_plan.hpp"

namespace carillon::providers::expo {

class receipt_plan final : public providers::receipt_plan {
 public:
  explicit receipt_plan(secret access_token) : access_token_(std::move(access_token)) {}

  /// Expo takes 1000; its answers must fit what a response may have.
  std::size_t most_items() const noexcept override { return 300; }
  std::chrono::seconds ready_after() const noexcept override { return std::chrono::minutes(15); }
  std::chrono::seconds kept_for() const noexcept override { return std::chrono::hours(24); }
  void ask(std::span<const std::string> ids, net::wire_request& out) const override;
  receipts read(const net::wire_response& response, std::span<const std::string> ids,
                timestamp now) const override;

 private:
  secret access_token_;
};

}  // namespace carillon::providers::expo
