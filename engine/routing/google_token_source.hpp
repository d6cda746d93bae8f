// Google's access tokens for one service account: fetched once for all who wait, refreshed in the background
// five minutes before they end (providers.md 2, OAuth2). Owned by an fcm_sender; one io thread. The token
// endpoint is a URL from a user's upload, so its pool checks every address with the address_guard.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "engine/routing/sender.hpp"
#include "net/exchange.hpp"
#include "net/origin_pool.hpp"
#include "providers/fcm/credential.hpp"

namespace carillon::engine {

class google_token_source final : private net::exchange {
 public:
  google_token_source(std::shared_ptr<net::origin_pool> pool, providers::fcm::config account,
                      std::chrono::milliseconds request_timeout);
  ~google_token_source() override;

  /// The token, if it is good for a while yet. Starts a refresh when it is not good for long.
  grant current(timestamp now);
  /// Forgets the token if it is still the one refused.
  void refuse(const grant& used);
  /// Fetches, joining a fetch under way; calls back when it ended either way.
  void fetch(std::function<void()> done);
  /// Why the last fetch gave no token; empty after one that did.
  const std::optional<providers::answer>& refusal() const noexcept { return refusal_; }

 private:
  void on_response() override;
  void on_failure(net::transport_failure failure) override;
  void start();
  void finish();

  std::shared_ptr<net::origin_pool> pool_;
  providers::fcm::config account_;
  std::chrono::milliseconds request_timeout_;
  std::shared_ptr<const secret> token_;
  timestamp expires_{};
  timestamp asked_{};
  std::optional<providers::answer> refusal_;
  std::vector<std::function<void()>> waiters_;
  bool is_fetching_ = false;
};

/// "https://host[:port]/path" → where to connect. invalid_argument for anything else.
result<net::origin> token_origin(std::string_view token_uri);

}  // namespace carillon::engine
