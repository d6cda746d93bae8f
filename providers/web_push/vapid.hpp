// Voluntary application server identification (RFC 8292): a token for each push service, good for half a day.
// The cache is the engine's. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>

#include "providers/credential_plan.hpp"
#include "providers/web_push/config.hpp"

namespace carillon::providers::web_push {

class vapid final : public credential_plan {
 public:
  explicit vapid(config account) : account_(std::move(account)) {}

  std::string shared_key() const override;
  bool is_by_origin() const noexcept override { return true; }
  /// `whom`: the endpoint's origin, which is the audience as it stands.
  token mint(std::string_view whom, timestamp now) const override;
  /// Nobody is asked: does nothing.
  void ask(timestamp now, net::wire_request& out) const override;
  token_answer read(const net::wire_response& response, timestamp asked) const override;

 private:
  config account_;
};

}  // namespace carillon::providers::web_push
