// A broadcast rendered for one integration, ready for recipients to be spliced in: the common face of the
// providers' request templates. Made by a sender, kept by the broadcast's content, used per delivery.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "net/http.hpp"
#include "providers/push_message.hpp"

namespace carillon::engine {

class push_template {
 public:
  virtual ~push_template() = default;
  /// Fills `out`, cleared first. too_large when the provider would refuse it for its size: nothing is sent
  /// then.
  virtual result<void> render(const providers::push_target& target, std::string_view authorization,
                              net::http_request& out) const = 0;
};

}  // namespace carillon::engine
