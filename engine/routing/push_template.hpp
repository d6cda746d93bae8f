// A broadcast rendered for one integration, ready for recipients to be spliced in: the common face of the
// providers' request templates. Made by a sender, kept by the broadcast's content, used per delivery.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "net/wire.hpp"
#include "providers/push_message.hpp"

namespace carillon::engine {

class push_template {
 public:
  virtual ~push_template() = default;
  /// Fills `out`, cleared first. Nothing is sent after an error: too_large when the provider would refuse it
  /// for its size, invalid_argument when a field of it cannot be sent.
  virtual result<void> render(const providers::push_target& target, std::string_view authorization,
                              net::wire_request& out) const = 0;
  /// What people should know of a delivery that went well; often empty.
  virtual std::string_view note() const noexcept = 0;
  /// The broadcast decides to which app it goes: a wrong one is neither the token's fault nor the
  /// integration's.
  virtual bool has_own_app() const noexcept { return false; }
};

}  // namespace carillon::engine
