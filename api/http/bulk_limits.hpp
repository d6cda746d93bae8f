// What bodies and answers of more than a few kilobytes cost: their bytes, out of a budget of the project's
// and of the user's, and nothing while nobody else is here who could suffer. Paid afterwards, so that one
// large request is always served: who has overdrawn waits until that is made up for. Small writes always
// pass. Shared by the API's threads; used by dispatcher and by webhooks.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "api/http/problem.hpp"
#include "api/http/rate_limit.hpp"
#include "base/ids.hpp"
#include "config/settings.hpp"
#include "net/presence.hpp"

namespace carillon::api {

/// Whose bytes they are.
struct bulk_account {
  project_id project;
  std::optional<user_id> user{};  ///< whose own token it was
  bool is_webhook = false;        ///< signed: an account of the project beside its own
};

class bulk_limits {
 public:
  /// What is free in each direction of a request.
  static constexpr std::size_t free_bytes = 16 * 1024;

  explicit bulk_limits(const config::api_settings& settings);

  /// May such a request be made: any that reads, or that carries so much?
  static bool is_bulky(std::string_view method, std::size_t body) noexcept;
  /// 429 when the account is overdrawn and `who` tells of neighbours.
  std::optional<response> refusal(const bulk_account& of, const net::presence& who, steady_time at) const;
  /// A body or an answer of that size.
  void charge(const bulk_account& to, std::size_t bytes, const net::presence& who, steady_time at);

 private:
  rate_limit projects_, users_;  ///< in KiB
};

}  // namespace carillon::api
