// An account's credential at work: minted when it is needed, or asked for once for all who wait and refreshed
// in the background (providers.md 1, 2). Owned by a sender; one io thread. Who is asked may be a URL from a
// user's upload: its carrier checks every address with the address_guard.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "engine/routing/carrier.hpp"
#include "engine/routing/token_vault.hpp"

namespace carillon::engine {

class credential final : private net::exchange {
 public:
  /// Within it who is asked usually answers.
  static constexpr std::chrono::milliseconds patience{1'000};

  /// `plan` outlives it. `issuer`: the way to plan.issuer(); null where there is none.
  credential(const providers::credential_plan& plan, std::shared_ptr<shared_token> kept,
             std::shared_ptr<carrier> issuer, std::chrono::milliseconds request_timeout);
  ~credential() override;

  const providers::credential_plan& plan() const noexcept { return plan_; }
  /// For a request to `whom`, or null. Starts a refresh when the token is not good for long. `own`: of that
  /// origin, where the plan has one for each; else null.
  shared_token::reference current(shared_token* own, std::string_view whom, timestamp now);
  /// True when another one will be given than the one that was refused.
  bool refuse(shared_token* own, const shared_token::reference& used, timestamp now);
  /// Calls back when a request for a token ended either way, joining one under way. Only where one is asked
  /// for.
  void fetch(std::function<void()> done);
  /// Asked for so long ago that nobody should wait for the answer.
  bool is_late(steady_time now) const noexcept { return is_fetching_ && now - fetching_since_ >= patience; }
  /// Why the last request gave no token; empty after one that did.
  const std::optional<providers::answer>& refusal() const noexcept { return refusal_; }

 private:
  void on_response() override;
  void on_failure(net::transport_failure failure) override;
  void start();
  void finish();

  const providers::credential_plan& plan_;
  std::shared_ptr<shared_token> kept_;
  std::shared_ptr<carrier> issuer_;
  std::chrono::milliseconds request_timeout_;
  timestamp asked_{};
  steady_time fetching_since_{};
  std::optional<providers::answer> refusal_;
  std::vector<std::function<void()>> waiters_;
  bool is_fetching_ = false;
};

}  // namespace carillon::engine
